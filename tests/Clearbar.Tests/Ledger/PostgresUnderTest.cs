using System.Data.Common;
using Clearbar.Ledger;
using Clearbar.Ledger.Postgres;
using Clearbar.Ledger.Reports;

namespace Clearbar.Tests.Ledger;

/// <summary>A PostgreSQL store in a schema of its own on the shared server.</summary>
public sealed class PostgresUnderTest : StoreUnderTest
{
    public PostgresAddress Address { get; } = PostgresServer.AddressOf($"t_{Guid.NewGuid():N}");

    public override ILedgerStore Open(int? retentionDays = null, TimeProvider? time = null) =>
        PostgresLedgerStore.Open(Address, retentionDays, time ?? TimeProvider.System);

    public override StoreReader OpenReader(bool fromRows = false) => StoreReader.Open(Address, fromRows);

    public override DbConnection Connect() => Address.Connect();

    public override void Dispose() => Run($"DROP SCHEMA IF EXISTS {Address.Schema} CASCADE");
}
