using Clearbar.Keys.Policies;

namespace Clearbar.Keys;

/// <summary>Who is calling, as the ledger knows them.</summary>
public sealed record Caller(string KeyId)
{
    /// <summary>What the key may do; null: everything.</summary>
    public AccessPolicy? Policy { get; init; }

    /// <summary>The key's tags, its team as <c>team</c> among them.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>No keys are configured: anyone who reaches the loopback port.</summary>
    public static readonly Caller Anonymous = new("anonymous");
}
