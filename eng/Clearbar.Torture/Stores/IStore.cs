using System.Data.Common;

namespace Clearbar.Torture.Stores;

/// <summary>The gateway's store, seen from outside: it can be taken away, given back and read with plain SQL.</summary>
internal interface IStore : IDisposable
{
    string Name { get; }

    /// <summary>What "taken away" means here.</summary>
    string Outage { get; }

    /// <summary>Environment variables the gateway needs to reach it.</summary>
    IReadOnlyDictionary<string, string> Environment { get; }

    void Prepare(string dataDirectory);

    void TakeAway();

    /// <summary>Does nothing when it is there.</summary>
    void GiveBack();

    /// <summary>Fills the disk the store lies on to the last byte; false where it has none of its own.</summary>
    bool TryFill();

    /// <summary>Makes room again, and starts a server that did not survive.</summary>
    void Free();

    /// <summary>An open connection, its own.</summary>
    DbConnection Connect();
}
