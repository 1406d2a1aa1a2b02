using System.Text;
using Clearbar.Budgets;
using Clearbar.Classes;
using Clearbar.Configuration;
using Clearbar.Wire;

namespace Clearbar.Tests.Classes;

public sealed class ClassifierTests
{
    private const string Plain = """{"model":"opus","max_tokens":5,"system":"Be brief.","messages":[{"role":"user","content":"hi"}]}""";

    private readonly Bench _bench = new();

    [Fact]
    public void The_header_wins_over_the_fingerprint()
    {
        var table = TableWith(_bench.Classify(Plain).Name, "by-fingerprint");

        Assert.Equal("by-header", _bench.Classify(Plain, table, "by-header").Name);
    }

    [Fact]
    public void A_configured_fingerprint_names_the_class()
    {
        var table = TableWith(_bench.Classify(Plain).Name, "mine");

        Assert.Equal("mine", _bench.Classify(Plain, table).Name);
    }

    [Fact]
    public void A_fingerprint_of_the_bytes_that_was_configured_before_templates_still_names_the_class()
    {
        var bytes = ClassName.OfFingerprint(Classifier.FingerprintOf(Bench.OutlineOf(Plain, Dialect.Anthropic)));
        Assert.NotEqual(bytes, _bench.Classify(Plain).Name);

        Assert.Equal("mine", _bench.Classify(Plain, TableWith(bytes, "mine")).Name);
    }

    [Fact]
    public void An_unknown_prompt_becomes_a_name_that_can_be_configured_and_is_the_same_in_every_process()
    {
        var name = _bench.Classify(Plain).Name;

        Assert.Matches("^fp-[0-9a-f]{16}$", name);
        Assert.Equal("fp-b1e9a9cf40f4d278", name);
        Assert.Equal(name, new Bench().Classify(Plain).Name);
    }

    [Fact]
    public void A_request_without_system_tools_and_schema_is_in_the_class_it_always_was() => Assert.Equal(
        "fp-0000000000000000",
        _bench.Classify("""{"model":"opus","max_tokens":5,"messages":[{"role":"user","content":"hi"}]}""").Name);

    [Theory]
    [InlineData("has space")]
    [InlineData("päth")]
    [InlineData("a/b")]
    public void A_header_that_is_no_name_is_refused(string header)
    {
        var outline = Bench.OutlineOf(Plain, Dialect.Anthropic);
        var query = new ClassQuery(header, "/v1/messages", Bench.Subject("k"), outline, Encoding.UTF8.GetBytes(Plain));

        Assert.False(_bench.Classifier.TryClassify(query, TableWith("fp-0000000000000001", "x"), out _, out var problem));
        Assert.Contains("x-clearbar-class", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_match_wins_over_the_fingerprint_and_loses_to_the_header()
    {
        var found = _bench.Classify(Plain).Name;
        var table = new ClassTable(
            [
                new ClassOptions { Name = "by-fingerprint", Fingerprints = [found[3..]] },
                new ClassOptions { Name = "by-key", Match = new ClassMatch { Traffic = new TrafficMatch { Key = "ci" } } },
                new ClassOptions { Name = "by-path", Match = new ClassMatch { Path = "/v1/*" } },
            ],
            new Dictionary<string, ClassPolicy>());

        Assert.Equal("by-key", _bench.Classify(Plain, table, key: "ci").Name);
        Assert.Equal("by-path", _bench.Classify(Plain, table, key: "other").Name);
        Assert.Equal("by-fingerprint", _bench.Classify(Plain, table, key: "other", path: "/anthropic/v1/messages").Name);
        Assert.Equal("by-header", _bench.Classify(Plain, table, "by-header", key: "ci").Name);
    }

    [Fact]
    public void The_first_match_in_the_configuration_decides()
    {
        var path = new ClassOptions { Name = "by-path", Match = new ClassMatch { Path = "/v1/messages" } };
        var key = new ClassOptions { Name = "by-key", Match = new ClassMatch { Traffic = new TrafficMatch { Key = "ci" } } };

        Assert.Equal("by-path", _bench.Classify(Plain, new ClassTable([path, key], new Dictionary<string, ClassPolicy>()), key: "ci").Name);
        Assert.Equal("by-key", _bench.Classify(Plain, new ClassTable([key, path], new Dictionary<string, ClassPolicy>()), key: "ci").Name);
    }

    [Fact]
    public void A_renamed_class_gets_the_policy_of_its_new_name_and_a_name_the_client_gives_stands()
    {
        var found = _bench.Classify(Plain).Name;
        _bench.Names.Replace(ClassNames.None.With(found, "orders").With("other", "orders"));

        Assert.Equal("orders", _bench.Classify(Plain).Name);
        Assert.Equal("other", _bench.Classify(Plain, header: "other").Name);
    }

    [Fact]
    public void Every_class_that_is_seen_is_counted_under_the_name_it_was_found_by()
    {
        _bench.Classify(Plain);
        _bench.Classify(Plain);
        _bench.Classify(Plain, header: "named");

        var book = _bench.Book.ToRecord().Classes.ToDictionary(static seen => seen.Name, static seen => seen.Requests);
        Assert.Equal(new Dictionary<string, long> { ["fp-b1e9a9cf40f4d278"] = 2, ["named"] = 1 }, book);
    }

    private static ClassTable TableWith(string found, string name) =>
        new([new ClassOptions { Name = name, Fingerprints = [found[3..]] }], new Dictionary<string, ClassPolicy>());
}
