using Clearbar.Keys;
using Clearbar.Keys.Postgres;
using Clearbar.Ledger.Postgres;
using Clearbar.Tests.Ledger;

namespace Clearbar.Tests.Keys;

/// <summary>Keys on a server of their own, which is stopped and comes back (invariant I10).</summary>
[Trait("Speed", "Slow")]
public sealed class KeyOutageTests : IDisposable
{
    private static readonly string Master = new('4', 64);
    private readonly string _folder = Directory.CreateTempSubdirectory("clearbar-keys-").FullName;
    private readonly string _server = PostgresServer.Script("start");
    private readonly PostgresAddress _address;

    public KeyOutageTests() => _address = PostgresServer.AddressOf("ledger", _server);

    private KeyStore Store => new(new PostgresKeys(_address), Path.Combine(_folder, "master.key"), Master, TimeProvider.System);

    [Fact]
    public void A_start_without_the_server_has_the_keys_of_the_copy_and_what_was_revoked_since_goes_when_it_is_back()
    {
        var kept = Store.Create("kept", null, null, null);
        var revoked = Store.Create("revoked", null, null, null);
        var before = Start();
        before.KeepCopy();
        Store.Revoke("revoked");
        Halt();

        Assert.Throws<KeyStoreException>(before.Refresh);
        Assert.Equal(2, before.Value.Count);
        var keys = Start();
        Assert.NotNull(keys.Outage);
        Assert.True(keys.Value.TryFind(kept.Stored.AccessKeyId, out _));

        // It was revoked elsewhere, after this copy was made: nobody here can know.
        Assert.True(keys.Value.TryFind(revoked.Stored.AccessKeyId, out _));

        PostgresServer.Script("start", PostgresServer.DirectoryOf(_server));
        keys.Refresh();
        Assert.Null(keys.Outage);
        Assert.True(keys.Value.TryFind(kept.Stored.AccessKeyId, out _));
        Assert.False(keys.Value.TryFind(revoked.Stored.AccessKeyId, out _));
        Assert.NotNull(Store.List().Single(key => key.Id == "revoked").RevokedAt);
    }

    [Fact]
    public void A_first_start_without_the_server_is_refused_because_nobody_knows_who_may_call()
    {
        Halt();

        var refusal = Assert.Throws<KeyStoreException>(Start);

        Assert.Contains("first time", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        PostgresServer.Script("stop", PostgresServer.DirectoryOf(_server));
        Directory.Delete(_folder, recursive: true);
    }

    private void Halt() => PostgresServer.Script("halt", PostgresServer.DirectoryOf(_server));

    private CurrentIssuedKeys Start() => CurrentIssuedKeys.Start(
        Store, new KeyStore(Path.Combine(_folder, "keys.copy.json"), Master, TimeProvider.System),
        new KeyStore(Path.Combine(_folder, "keys.json"), Master, TimeProvider.System));
}
