using Clearbar.Configuration;
using Clearbar.Configuration.Postgres;

namespace Clearbar.Tests.Configuration.Postgres;

/// <summary>What stands in a replica's own file, what all share, and what stands in neither.</summary>
public sealed class ConfigurationHomeTests
{
    private const string Own = """
        { "configuration": "postgres", "urls": ["http://127.0.0.1:9000"], "data": "d", "keysFile": "k.json",
          "ledger": { "store": "postgres", "connectionFrom": "V", "retentionDays": 9 } }
        """;

    [Fact]
    public void What_is_about_one_machine_comes_from_its_own_file_and_the_rest_from_the_database()
    {
        var errors = new List<ConfigError>();
        var own = ConfigurationReader.Read(Own, "/etc/clearbar", errors);

        var both = ConfigurationHome.ReadShared("""{ "budgets": [{ "name": "b", "usd": 5 }], "prices": "p.json" } // why""", own, errors);

        Assert.Empty(errors);
        Assert.Equal(own.Urls, both.Urls);
        Assert.Equal((own.DataDirectory, own.KeysFile, own.LedgerStore, own.Fsync), (both.DataDirectory, both.KeysFile, both.LedgerStore, both.Fsync));
        Assert.True(both.IsConfigurationShared);
        Assert.Equal("b", Assert.Single(both.Budgets).Name);
        Assert.Equal(["p.json"], ConfigurationHome.FilesOf(both));
        Assert.Equal(Path.Combine("/etc/clearbar", "p.json"), both.PriceFile);
    }

    [Theory]
    [InlineData("urls", """["http://127.0.0.1:1"]""")]
    [InlineData("data", "\"d\"")]
    [InlineData("ledger", "{}")]
    [InlineData("keysFile", "\"k.json\"")]
    [InlineData("configuration", "\"file\"")]
    public void A_key_of_one_machine_is_refused_in_what_all_share(string key, string value)
    {
        var errors = new List<ConfigError>();

        ConfigurationHome.ReadShared($$"""{ "{{key}}": {{value}} }""", new GatewayOptions(), errors);

        Assert.Equal(key, Assert.Single(errors).Key);
    }

    [Fact]
    public void A_key_that_all_share_is_refused_in_a_machines_own_file()
    {
        var errors = new List<ConfigError>();

        ConfigurationReader.Read(Own.Replace("\"data\"", "\"$schema\": \"s\", \"budgets\": [], \"data\"", StringComparison.Ordinal), ".", errors);

        var error = Assert.Single(errors);
        Assert.Equal("budgets", error.Key);
        Assert.Contains("clearbar config push", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_is_shared_in_a_database_only()
    {
        var errors = new List<ConfigError>();

        ConfigurationReader.Read("""{ "configuration": "postgres" }""", ".", errors);

        Assert.Contains("\"store\": \"postgres\"", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"keyFrom\": \"sk-ant-api03-AbCdEfGhIjKlMnOpQrSt\"")]
    [InlineData("// the old one was AKIAIOSFODNN7EXAMPLE")]
    [InlineData("\"keyFrom\": \"ABSKQmVkcm9ja0FQSUtleS0xMjM0NTY3ODkw\"")]
    [InlineData("\"url\": \"https://user:hunter2@models.example\"")]
    [InlineData("\"id\": \"cb_0123456789abcdefghijABCDEFGHIJ0123456789abcd\"")]
    [InlineData("\"connectionFrom\": \"Host=db;Password=hunter2\"")]
    public void A_secret_is_found_by_its_line_and_not_repeated(string line)
    {
        var errors = new List<ConfigError>();

        LiteralSecrets.Find($"{{\n  {line}\n}}", errors);

        var error = Assert.Single(errors);
        Assert.Equal("line 2", error.Key);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "keyFrom": "ANTHROPIC_API_KEY", "secretFrom": "GATE_SECRET" }""")]
    [InlineData("""{ "id": "team-a", "sha256": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }""")]
    [InlineData("""{ "url": "https://bedrock-runtime.eu-west-1.amazonaws.com:443/path@v1", "roleArn": "arn:aws:iam::123456789012:role/r" }""")]
    [InlineData("""{ "class": "task-management-for-agents", "webhook": "https://hooks.example/budget" } // ask-anything-you-would-like-to""")]
    public void Names_of_variables_and_hashes_are_no_secrets(string text)
    {
        var errors = new List<ConfigError>();

        LiteralSecrets.Find(text, errors);

        Assert.Empty(errors);
    }
}
