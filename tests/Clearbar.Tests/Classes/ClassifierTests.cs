using Clearbar.Classes;
using Clearbar.Configuration;
using Clearbar.Wire;

namespace Clearbar.Tests.Classes;

public sealed class ClassifierTests
{
    private static readonly RequestOutline Outline = OutlineOf(system: 11, tools: 22, schema: 33);

    [Fact]
    public void The_header_wins_over_the_fingerprint()
    {
        var table = TableWith(Classifier.FingerprintOf(Outline), "by-fingerprint");

        Assert.True(Classifier.TryClassify("by-header", Outline, table, out var decision, out _));
        Assert.Equal("by-header", decision.Name);
    }

    [Fact]
    public void A_configured_fingerprint_names_the_class()
    {
        var table = TableWith(Classifier.FingerprintOf(Outline), "by-fingerprint");

        Assert.True(Classifier.TryClassify(null, Outline, table, out var decision, out _));
        Assert.Equal("by-fingerprint", decision.Name);
    }

    [Fact]
    public void An_unknown_fingerprint_becomes_a_name_that_can_be_configured()
    {
        Assert.True(Classifier.TryClassify(null, Outline, TableWith(1, "other"), out var decision, out _));

        Assert.Matches("^fp-[0-9a-f]{16}$", decision.Name);
        var configured = TableWith(Convert.ToUInt64(decision.Name[3..], 16), "mine");
        Assert.True(Classifier.TryClassify(null, Outline, configured, out var named, out _));
        Assert.Equal("mine", named.Name);
    }

    [Fact]
    public void System_tools_and_schema_each_change_the_fingerprint_and_cannot_stand_in_for_each_other()
    {
        var all = new HashSet<ulong>
        {
            Classifier.FingerprintOf(Outline),
            Classifier.FingerprintOf(OutlineOf(12, 22, 33)),
            Classifier.FingerprintOf(OutlineOf(11, 23, 33)),
            Classifier.FingerprintOf(OutlineOf(11, 22, 34)),
            Classifier.FingerprintOf(OutlineOf(22, 11, 33)),
            Classifier.FingerprintOf(OutlineOf(11, 33, 22)),
        };

        Assert.Equal(6, all.Count);
    }

    [Theory]
    [InlineData("has space")]
    [InlineData("päth")]
    [InlineData("a/b")]
    public void A_header_that_is_no_name_is_refused(string header)
    {
        Assert.False(Classifier.TryClassify(header, Outline, TableWith(1, "x"), out _, out var problem));
        Assert.Contains("x-clearbar-class", problem, StringComparison.Ordinal);
    }

    private static ClassTable TableWith(ulong fingerprint, string name) => new(
        [new ClassOptions { Name = name, Fingerprints = [fingerprint.ToString("x16")] }],
        new Dictionary<string, ClassPolicy>());

    private static RequestOutline OutlineOf(ulong system, ulong tools, ulong schema) => new()
    {
        Dialect = Dialect.Anthropic,
        Model = "claude-opus-5",
        Members = [],
        SystemFingerprint = system,
        ToolsFingerprint = tools,
        SchemaFingerprint = schema,
    };
}
