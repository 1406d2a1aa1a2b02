using Clearbar.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Tests.Ledger;

/// <summary>A data directory that is drained into a store of one kind, as a gateway leaves it.</summary>
public sealed class NotedDirectory : IDisposable
{
    private readonly DataDirectory _data = new();
    private readonly PostgresUnderTest? _postgres;

    public NotedDirectory(LedgerStoreKind kind)
    {
        if (kind == LedgerStoreKind.Sqlite)
        {
            return;
        }

        // Readers know the variable's name from the note only; a name of its own lets tests run side by side.
        _postgres = new PostgresUnderTest();
        Store = new LedgerStoreOptions { Kind = kind, ConnectionFrom = $"CLEARBAR_TEST_{Guid.NewGuid():N}" };
        Environment.SetEnvironmentVariable(
            Store.ConnectionFrom, $"{PostgresServer.ConnectionString};Search Path={_postgres.Address.Schema}");
    }

    public string Root => _data.Root;

    public LedgerStoreOptions Store { get; } = new();

    public LedgerStores Stores => LedgerStores.OfNote(new LedgerLayout(Root));

    /// <summary>Writes entries and drains them into the store.</summary>
    public async Task FillAsync(Action<LedgerService> fill)
    {
        await using var ledger = LedgerService.Open(
            new LedgerOptions { DataDirectory = Root, Store = Store }, TimeProvider.System, NullLogger<LedgerService>.Instance);
        fill(ledger);
        await ledger.FlushAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        if (_postgres is not null)
        {
            Environment.SetEnvironmentVariable(Store.ConnectionFrom, null);
            _postgres.Dispose();
        }

        _data.Dispose();
    }
}
