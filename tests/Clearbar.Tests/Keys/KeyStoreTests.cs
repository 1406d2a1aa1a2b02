using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Hosting;
using Clearbar.Keys;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Tests.Keys;

/// <summary>The key file: what is in it, who can read it, and what happens when it is damaged.</summary>
public sealed class KeyStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly KeyFolder _folder = new(Now);

    [Fact]
    public void A_key_is_listed_without_its_secrets_and_keeps_what_the_owner_said()
    {
        var key = _folder.Store.Create("checkout", "Checkout bot", "payments", new Dictionary<string, string>(StringComparer.Ordinal) { ["env"] = "prod" });

        var stored = Assert.Single(_folder.Store.List());
        Assert.Equal(("checkout", "Checkout bot", "payments", Now), (stored.Id, stored.Name, stored.Team, stored.CreatedAt));
        Assert.Equal("prod", stored.Tags!["env"]);
        Assert.Matches("^CBAK[A-Z2-7]{16}$", stored.AccessKeyId);
        Assert.Equal(40, key.SecretAccessKey.Length);
        foreach (var file in Directory.EnumerateFiles(_folder.Root))
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain(key.ApiKey, text, StringComparison.Ordinal);
            Assert.DoesNotContain(key.SecretAccessKey, text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(key.ApiKey, key.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(key.SecretAccessKey, key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_owner_can_read_the_files()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes");
            return;
        }

        _folder.Store.Create("a", null, null, null);
        _folder.Store.Revoke("a");

        foreach (var name in (string[])["keys.json", "master.key"])
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.Root, name)));
        }

        File.SetUnixFileMode(Path.Combine(_folder.Root, "master.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.Contains("chmod 600", Assert.Throws<KeyStoreException>(() => _folder.Store.Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_is_given_out_once()
    {
        _folder.Store.Create("a", null, null, null);
        _folder.Store.Revoke("a");

        Assert.Throws<KeyStoreException>(() => _folder.Store.Create("a", null, null, null));
        Assert.Throws<KeyStoreException>(() => _folder.Store.Create("anonymous", null, null, null));
        Assert.Throws<KeyStoreException>(() => _folder.Store.Create("a/b", null, null, null));
        Assert.Throws<KeyStoreException>(() => _folder.Store.Rotate("a"));
        Assert.Throws<KeyStoreException>(() => _folder.Store.Revoke("a"));
        Assert.Throws<KeyStoreException>(() => _folder.Store.Revoke("b"));
        Assert.Single(_folder.Store.List());
    }

    [Fact]
    public void Keys_made_at_the_same_time_are_all_kept_or_told_to_wait()
    {
        var made = 0;
        Parallel.For(0, 16, i =>
        {
            try
            {
                new KeyStore(_folder.Store.Name, null, _folder.Clock).Create($"k{i}", null, null, null);
                Interlocked.Increment(ref made);
            }
            catch (KeyStoreException exception) when (exception.InnerException is IOException)
            {
                // Another one had its turn.
            }
        });

        Assert.InRange(made, 1, 16);
        Assert.Equal(made, _folder.Store.List().Count);
        Assert.Equal(made, _folder.Store.Load().Count);
    }

    [Fact]
    public void Another_master_key_opens_nothing()
    {
        _folder.Store.Create("a", null, null, null);
        var stranger = new KeyStore(_folder.Store.Name, new string('5', 64), _folder.Clock);

        Assert.Contains("'a'", Assert.Throws<KeyStoreException>(() => stranger.Load()).Message, StringComparison.Ordinal);
        stranger.Rotate("a");
        Assert.Equal(1, stranger.Load().Count);
        Assert.Throws<KeyStoreException>(() => new KeyStore(_folder.Store.Name, "not a key", _folder.Clock).Load());
    }

    [Fact]
    public void A_sealed_secret_cannot_be_moved_to_another_key()
    {
        _folder.Store.Create("poor", null, null, null);
        _folder.Store.Create("rich", null, null, null);
        var json = JsonNode.Parse(File.ReadAllText(_folder.Store.Name))!;
        json["keys"]![1]!["sealedSecret"] = json["keys"]![0]!["sealedSecret"]!.GetValue<string>();
        File.WriteAllText(_folder.Store.Name, json.ToJsonString());

        Assert.Contains("'rich'", Assert.Throws<KeyStoreException>(() => _folder.Store.Load()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{ "version": 2, "keys": [] }""")]
    [InlineData("""{ "version": 1, "keys": [ null ] }""")]
    [InlineData("""{ "version": 1, "keys": [ { "id": "a", "createdAt": "2026-11-20T00:00:00Z", "sha256": "zz", "accessKeyId": "A", "sealedSecret": "v1." } ] }""")]
    public void A_damaged_file_is_refused_and_not_written_over(string content)
    {
        File.WriteAllText(_folder.Store.Name, content);

        Assert.Throws<KeyStoreException>(() => _folder.Store.Load());
        Assert.Throws<KeyStoreException>(() => _folder.Store.Create("a", null, null, null));
        Assert.Equal(content, File.ReadAllText(_folder.Store.Name));
    }

    [Fact]
    public void A_policy_is_kept_replaced_and_never_stored_when_it_cannot_be_enforced()
    {
        var policy = Json("""{ "Statement": { "Effect": "Allow", "Action": "*", "Resource": "*" } }""");
        var wrong = Json("""{ "Statement": { "Effect": "Allow", "NotAction": "*", "Resource": "*" } }""");
        var key = _folder.Store.Create("a", null, "red", null, policy);

        Assert.Throws<KeyStoreException>(() => _folder.Store.Create("b", null, null, null, wrong));
        Assert.Throws<KeyStoreException>(() => _folder.Store.SetPolicy("a", wrong));
        Assert.Single(_folder.Store.List());
        Assert.True(_folder.Store.Load().TryFind(key.Stored.AccessKeyId, out var held));
        Assert.NotNull(held.Caller.Policy);
        Assert.Equal("red", held.Caller.Tags["team"]);

        var rotated = _folder.Store.Rotate("a");
        Assert.NotNull(rotated.Stored.Policy);
        _folder.Store.SetPolicy("a", null);
        Assert.True(_folder.Store.Load().TryFind(rotated.Stored.AccessKeyId, out held));
        Assert.Null(held.Caller.Policy);

        File.WriteAllText(_folder.Store.Name, File.ReadAllText(_folder.Store.Name).Replace("\"sha256\"", "\"policy\": {}, \"sha256\"", StringComparison.Ordinal));
        Assert.Contains("'a'", Assert.Throws<KeyStoreException>(() => _folder.Store.Load()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_running_gateway_takes_changes_and_keeps_its_keys_when_the_file_is_lost()
    {
        var current = new CurrentIssuedKeys(_folder.Store);
        using var reload = new IssuedKeysReload(current, _folder.Clock, NullLogger<IssuedKeysReload>.Instance);
        reload.Look();
        Assert.False(current.Value.EverIssued);

        var key = _folder.Store.Create("a", null, null, null);
        reload.Look();
        Assert.True(current.Value.TryFind(key.Stored.AccessKeyId, out _));

        var content = File.ReadAllText(_folder.Store.Name);
        File.Delete(_folder.Store.Name);
        reload.Look();
        Assert.Equal(1, current.Value.Count);

        File.WriteAllText(_folder.Store.Name, content[..20]);
        reload.Look();
        Assert.Equal(1, current.Value.Count);

        File.WriteAllText(_folder.Store.Name, content);
        _folder.Store.Revoke("a");
        reload.Look();
        Assert.Equal(0, current.Value.Count);
        Assert.True(current.Value.EverIssued);
    }

    public void Dispose() => _folder.Dispose();

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
