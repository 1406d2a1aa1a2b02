using Clearbar.Ledger;
using Clearbar.Ledger.Reports;

namespace Clearbar.Bench.Ledger;

/// <summary>A store to measure, made anew for each round.</summary>
internal interface IBenchStore : IDisposable
{
    string Name { get; }

    /// <summary>Processor time the store has used outside this process.</summary>
    TimeSpan ServerCpu();

    /// <summary>Removes what is stored.</summary>
    void Clear();

    ILedgerStore Open();

    StoreReader OpenReader(bool fromRows);

    /// <summary>Inserts whole entries without a ledger, in one transaction: prepared, one statement per row.</summary>
    void InsertPlainly(IReadOnlyList<(OpenedEntry Opened, SettledEntry Settled)> entries);

    /// <summary>Makes a month of so many settled entries inside the store, and its roll-ups.</summary>
    void MakeMonth(int entries);
}
