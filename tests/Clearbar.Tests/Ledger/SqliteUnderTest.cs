using System.Data.Common;
using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.Ledger.Sqlite;

namespace Clearbar.Tests.Ledger;

/// <summary>An SQLite store in a directory of its own.</summary>
public sealed class SqliteUnderTest : StoreUnderTest
{
    private readonly DataDirectory _data = new();

    public string Path => new LedgerLayout(_data.Root).StorePath;

    public override ILedgerStore Open(int? retentionDays = null, TimeProvider? time = null) => SqliteLedgerStore.Open(
        Path, retentionDays is { } days ? new SqliteRetention(days, time ?? TimeProvider.System) : null);

    public override StoreReader OpenReader(bool fromRows = false) => StoreReader.Open(Path, fromRows);

    public override DbConnection Connect() => StoreProbe.Connect(_data.Root);

    public override void Dispose() => _data.Dispose();
}
