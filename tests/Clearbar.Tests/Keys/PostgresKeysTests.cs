using System.Text.Json;
using Clearbar.Hosting;
using Clearbar.Keys;
using Clearbar.Keys.Postgres;
using Clearbar.Ledger.Postgres;
using Clearbar.Tests.Ledger;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Clearbar.Tests.Keys;

/// <summary>Keys in the database that replicas share.</summary>
public sealed class PostgresKeysTests : IDisposable
{
    private static readonly string Master = new('4', 64);
    private readonly string _folder = Directory.CreateTempSubdirectory("clearbar-keys-").FullName;
    private readonly PostgresUnderTest _database = new();

    private PostgresAddress Address => _database.Address;

    [Fact]
    public void A_key_is_the_same_entry_as_in_a_file_and_none_of_its_secrets_is_in_the_database()
    {
        var policy = JsonDocument.Parse("""{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }""").RootElement;
        var tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = "prod" };
        var made = Store().Create("checkout", "Checkout bot", "payments", tags, policy);
        Store().Create("second", null, null, null);

        var stored = Store().List();

        Assert.Equal(["checkout", "second"], stored.Select(key => key.Id));
        Assert.Equal(JsonSerializer.Serialize(made.Stored), JsonSerializer.Serialize(stored[0]));
        Assert.True(Store().Load().TryFind(made.Stored.AccessKeyId, out var held));
        Assert.Equal(("prod", "payments"), (held.Caller.Tags["env"], held.Caller.Tags["team"]));
        using var connection = Address.Connect();
        using var command = new NpgsqlCommand("SELECT string_agg(entry::TEXT, '') FROM issued_keys", connection);
        var text = (string)command.ExecuteScalar()!;
        Assert.DoesNotContain(made.ApiKey, text, StringComparison.Ordinal);
        Assert.DoesNotContain(made.SecretAccessKey, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_made_at_the_same_time_are_all_kept()
    {
        Parallel.For(0, 12, i => Store().Create($"k{i}", null, null, null));

        Assert.Equal(12, Store().Load().Count);
    }

    [Fact]
    public void What_one_replica_changes_the_other_has_at_its_next_look_and_in_its_copy()
    {
        Store().Create("a", null, null, null);
        var current = Start();
        using var reload = new IssuedKeysReload(current, TimeProvider.System, NullLogger<IssuedKeysReload>.Instance);
        reload.Look();

        var late = Store().Create("b", null, null, null);
        reload.Look();
        Assert.True(current.Value.TryFind(late.Stored.AccessKeyId, out _));

        Store().Revoke("b");
        reload.Look();
        Assert.False(current.Value.TryFind(late.Stored.AccessKeyId, out _));
        Assert.Equal(1, current.Value.Count);
        Assert.Equal(1, Copy().Load().Count);
        Assert.Equal(["a", "b"], Copy().List().Select(key => key.Id));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Copy().Name));
        }
    }

    [Fact]
    public void All_keys_are_under_one_master_key_which_no_machine_makes_for_itself()
    {
        var none = Assert.Throws<KeyStoreException>(() => Store(master: null).Create("a", null, null, null));
        Assert.Contains("set CLEARBAR_MASTER_KEY", none.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));
        Store().Create("a", null, null, null);
        Store().Create("b", null, null, null);

        var other = Store(new string('5', 64));
        Assert.Contains("another master key", Assert.Throws<KeyStoreException>(() => other.Create("c", null, null, null)).Message, StringComparison.Ordinal);
        Assert.Throws<KeyStoreException>(() => other.Rotate("a"));
        Assert.Equal(2, Store().Load().Count);

        // Whoever has none can still close a door, and after the last one begin anew.
        Store(master: null).Revoke("a");
        other.Rotate("b");
        Assert.Equal(1, other.Load().Count);
    }

    [Fact]
    public void A_key_file_of_before_is_brought_in_sealed_anew_and_its_revocations_with_it()
    {
        var file = new KeyStore(Path.Combine(_folder, "keys.json"), null, TimeProvider.System);
        var moved = file.Create("moved", null, null, null);
        file.Create("gone", null, null, null);
        file.Create("rotated", null, null, null);
        file.Revoke("gone");
        Assert.Contains("'clearbar keys import'", Assert.Throws<KeyStoreException>(Start).Message, StringComparison.Ordinal);

        Assert.Equal(new KeyImport(3, 0, 0), Store().Import(file));
        var rotated = Store().Rotate("rotated");
        Store().Revoke("moved");
        file.Revoke("rotated");

        // A second replica brings its file of the same keys: what was revoked on either side stays so.
        Assert.Equal(new KeyImport(0, 1, 2), Store().Import(file));
        var keys = Start().Value;
        Assert.Equal((0, true), (keys.Count, keys.EverIssued));
        Assert.False(keys.TryFind(moved.Stored.AccessKeyId, out _));
        Assert.False(keys.TryFind(rotated.Stored.AccessKeyId, out _));
    }

    [Fact]
    public void A_database_that_has_lost_its_keys_opens_no_door_and_they_can_be_brought_back_from_a_copy()
    {
        var key = Store().Create("a", null, null, null);
        var current = Start();
        current.Refresh();
        current.KeepCopy();
        _database.Run("DELETE FROM issued_keys; UPDATE issued_keys_revision SET revision = 0");

        Assert.Throws<KeyStoreException>(current.Refresh);
        Assert.True(current.Value.TryFind(key.Stored.AccessKeyId, out _));
        Assert.Contains($"keys import {Copy().Name}", Assert.Throws<KeyStoreException>(Start).Message, StringComparison.Ordinal);

        Store().Import(Copy());
        Assert.True(Start().Value.TryFind(key.Stored.AccessKeyId, out _));
    }

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private KeyStore Store() => Store(Master);

    private KeyStore Store(string? master) => new(new PostgresKeys(Address), Path.Combine(_folder, "master.key"), master, TimeProvider.System);

    private KeyStore Copy() => new(Path.Combine(_folder, "keys.copy.json"), Master, TimeProvider.System);

    private CurrentIssuedKeys Start() =>
        CurrentIssuedKeys.Start(Store(), Copy(), new KeyStore(Path.Combine(_folder, "keys.json"), Master, TimeProvider.System));
}
