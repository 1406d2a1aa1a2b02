using Clearbar.Configuration;
using Clearbar.Tiers;

namespace Clearbar.Tests.Configuration;

public sealed class ConfigurationReaderTests
{
    [Fact]
    public void An_empty_file_means_the_defaults()
    {
        var options = Read("{}", out var errors);

        Assert.Empty(errors);
        Assert.Equal(new Uri("http://127.0.0.1:8484"), Assert.Single(options.Urls));
        Assert.Equal("claude-opus-5", options.Tiers[Tier.Opus]);
        Assert.Equal(32 * 1024 * 1024, options.MaxBodyBytes);
    }

    [Fact]
    public void Comments_and_trailing_commas_are_allowed()
    {
        var options = Read("""
            {
              // where the ledger lives
              "data": "ledger",
            }
            """, out var errors);

        Assert.Empty(errors);
        Assert.Equal(Path.Combine("/etc/clearbar", "ledger"), options.DataDirectory);
    }

    [Fact]
    public void Every_error_is_reported_at_once_with_its_key_and_the_allowed_values()
    {
        Read("""
            {
              "urls": ["ftp://x"],
              "limits": { "maxBodyBytes": 3 },
              "tiers": { "haku": "claude-haiku-4-5" },
              "deployments": [ { "surface": "azure" }, { "name": "a", "surface": "emulator", "scope": "galactic" } ],
              "classes": {
                "intent": { "ladder": ["haiku", "local", "gpt"], "delivery": "eventually", "fingerprints": ["xyz"] },
                "plain": { "repair": true, "maxLatencyMs": 100 },
                "hasty": { "ladder": ["haiku"], "maxLatencyMs": 0 },
                "bad name!": { }
              },
              "keys": [ { "id": "k" } ],
              "ledger": { "fsync": "sometimes" },
              "colour": "red"
            }
            """, out var errors);

        var texts = errors.Select(error => error.ToString()).ToList();
        AssertSays("urls:", "ftp://x");
        AssertSays("limits.maxBodyBytes:", "1024");
        AssertSays("tiers.haku:", "haiku, opus, sonnet");
        AssertSays("deployments[0].name:", "required");
        AssertSays("deployments[0].surface:", "emulator, anthropic-api");
        AssertSays("deployments[1].scope:", "global, geo, in-region");
        AssertSays("classes.intent.ladder:", "'gpt' is not one of local, haiku");
        AssertSays("classes.intent.ladder:", "'local' can only be the first rung");
        AssertSays("classes.intent.delivery:", "commit, buffer-and-check");
        AssertSays("classes.intent.fingerprints:", "16 hex digits");
        AssertSays("classes.plain.repair:", "needs a 'ladder'");
        AssertSays("classes.plain.maxLatencyMs:", "needs a 'ladder' or 'learning'");
        AssertSays("classes.hasty.maxLatencyMs:", "from 1 to 3600000");
        AssertSays("classes.bad name!:", "letters, digits");
        AssertSays("keys[0].sha256:", "64 hex digits");
        AssertSays("ledger.fsync:", "always, interval, none");
        AssertSays("colour:", "unknown key");

        void AssertSays(string key, string text) =>
            Assert.Contains(texts, line => line.StartsWith(key, StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_rung_that_learns_takes_its_settings_from_the_class_and_needs_no_file()
    {
        var options = Read(
            """{ "classes": { "a": { "ladder": ["local", "haiku"], "local": { "learn": true, "labels": ["x", "y"], "labelMember": "m", "agreement": 0.99, "check": 0.1 } } } }""",
            out var errors);

        Assert.DoesNotContain(errors, static error => error.Key.StartsWith("classes", StringComparison.Ordinal));
        var learning = options.Classes[0].Local!.Learning!;
        Assert.Equal((0.99, 0.95, 20_000, 0.1, "m"), (learning.Agreement, learning.ConfidenceLevel, learning.MaxExamples, learning.Check, learning.LabelMember));
        Assert.Equal(["x", "y"], learning.Labels);
    }

    [Theory]
    [InlineData("""{ "learn": true, "extract": ["order", "email"] }""", "order,email")]
    [InlineData("""{ "learn": true, "extract": true }""", "")]
    [InlineData("""{ "learn": true }""", null)]
    public void What_a_local_rung_copies_is_the_whole_answer_or_members_of_it(string local, string? members)
    {
        var options = Read($$"""{ "classes": { "a": { "ladder": ["local", "haiku"], "local": {{local}} } } }""", out var errors);

        Assert.DoesNotContain(errors, static error => error.Key.StartsWith("classes", StringComparison.Ordinal));
        Assert.Equal(members, options.Classes[0].Local!.Learning!.Extract is { } extract ? string.Join(',', extract) : null);
    }

    [Theory]
    [InlineData("""{ "learn": true, "answerer": "f" }""", "answerer")]
    [InlineData("""{ "learn": true, "confidence": 0.5 }""", "confidence")]
    [InlineData("""{ "learn": true, "labels": ["x"] }""", "labels")]
    [InlineData("""{ "learn": true, "labels": ["x", " y"] }""", "labels")]
    [InlineData("""{ "learn": true, "maxExamples": 5 }""", "maxExamples")]
    [InlineData("""{ "answerer": "f", "check": 0.5 }""", "check")]
    [InlineData("""{ "answerer": "f", "extract": true }""", "extract")]
    [InlineData("""{ "learn": true, "extract": [] }""", "extract")]
    [InlineData("""{ "learn": true, "extract": ["a", "a"] }""", "extract")]
    [InlineData("""{ "learn": true, "extract": "a" }""", "extract")]
    [InlineData("""{ "learn": true, "extract": ["a"], "labels": ["x", "y"] }""", "labels")]
    [InlineData("""{ "learn": true, "extract": true, "labelMember": "a" }""", "labelMember")]
    [InlineData("""{ "learn": true, "extract": true, "confidenceMember": "a" }""", "confidenceMember")]
    [InlineData("""{ "learn": false }""", "answerer")]
    public void What_cannot_be_meant_by_a_local_rung_is_refused(string local, string key)
    {
        Read($$"""{ "classes": { "a": { "ladder": ["local", "haiku"], "local": {{local}} } } }""", out var errors);

        Assert.Contains(errors, error => error.Key == $"classes.a.local.{key}");
    }

    [Theory]
    [InlineData("\"earlyRefusal\": \"cancel\", \"holdBack\": 200", EarlyRefusal.Cancel, 200)]
    [InlineData("\"earlyRefusal\": \"off\"", EarlyRefusal.Off, null)]
    [InlineData("\"holdBack\": 100000", EarlyRefusal.Drain, 100_000)]
    public void How_long_streams_are_held_is_the_classes_own(string options, EarlyRefusal early, int? holdBack)
    {
        var read = Read($$"""{ "classes": { "a": { "ladder": ["haiku"], {{options}} } } }""", out var errors);

        Assert.NotNull(SnapshotCompiler.Compile(read, errors));
        var policy = Assert.Single(read.Classes);
        Assert.Equal((early, holdBack), (policy.EarlyRefusal, policy.HoldBack));
    }

    [Theory]
    [InlineData("\"holdBack\": 0", "holdBack")]
    [InlineData("\"holdBack\": 100001", "holdBack")]
    [InlineData("\"holdBack\": 10, \"delivery\": \"commit\"", "holdBack")]
    [InlineData("\"holdBack\": 10, \"gates\": [{ \"agreement\": {} }]", "holdBack")]
    [InlineData("\"earlyRefusal\": \"yes\"", "earlyRefusal")]
    public void What_cannot_be_meant_by_holding_is_refused(string options, string key)
    {
        var read = Read($$"""{ "classes": { "a": { "ladder": ["haiku"], {{options}} } } }""", out var errors);
        SnapshotCompiler.Compile(read, errors);

        Assert.Equal($"classes.a.{key}", Assert.Single(errors).Key);
    }

    [Theory]
    [InlineData("\"learning\": {}", "only beside a ladder")]
    [InlineData("\"fingerprints\": []", "only beside a ladder")]
    [InlineData("\"ladder\": [\"haiku\", \"opus\"]", null)]
    public void A_score_gate_goes_only_beside_a_ladder(string options, string? problem)
    {
        var read = Read($$"""
            { "learning": { "dollarsPerDay": 1 }, "classes": { "a": { {{options}}, "gates": [{ "score": { "atLeast": 0.8 } }] } } }
            """, out var errors);
        SnapshotCompiler.Compile(read, errors);

        Assert.Equal(problem is null ? [] : ["classes.a.gates"], errors.Select(static error => error.Key));
        Assert.All(errors, error => Assert.Contains(problem!, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_local_rung_needs_its_answerer_and_a_rung_after_it()
    {
        Read("""{ "classes": { "a": { "ladder": ["local"] } } }""", out var errors);

        Assert.Contains(errors, error => error.Key == "classes.a.local");
        Assert.Contains(errors, error => error.Key == "classes.a.ladder");
    }

    [Fact]
    public void A_file_that_is_not_json_says_so()
    {
        Read("{ \"data\": ", out var errors);

        Assert.Contains("is not JSON", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_is_read_whole()
    {
        var options = Read("""
            {
              "classes": {
                "intent": {
                  "fingerprints": ["00ff00ff00ff00ff"],
                  "ladder": ["local", "haiku", "sonnet+thinking"],
                  "delivery": "commit",
                  "thinkingBudget": 2048,
                  "gates": [ { "regex": "x" } ],
                  "local": { "answerer": "intent.cbr0", "agreement": 0.99, "labelMember": "intent" }
                }
              }
            }
            """, out var errors);

        Assert.Empty(errors);
        var intent = Assert.Single(options.Classes);
        Assert.Equal(["local", "haiku", "sonnet+thinking"], intent.Ladder.Select(rung => rung.Name));
        Assert.Equal(Delivery.Commit, intent.Delivery);
        Assert.Equal(2048, intent.ThinkingBudget);
        Assert.Equal("classes.intent.gates[0]", Assert.Single(intent.Gates).Key);
        Assert.Equal(0.99, intent.Local!.Agreement);
        Assert.Equal(Path.Combine("/etc/clearbar", "intent.cbr0"), intent.Local.Answerer);
    }

    private static GatewayOptions Read(string json, out List<ConfigError> errors)
    {
        errors = [];
        return ConfigurationReader.Read(json, "/etc/clearbar", errors);
    }
}
