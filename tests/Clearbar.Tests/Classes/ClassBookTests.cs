using System.Text.Json;
using Clearbar.Classes;
using Clearbar.Configuration;

namespace Clearbar.Tests.Classes;

public sealed class ClassBookTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("clearbar-classes-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_book_that_was_written_and_read_back_knows_the_same_classes_and_goes_on_counting()
    {
        var random = new Random(1);
        var template = PromptTemplates.WithUnknownWords[2];
        var bench = new Bench();
        var name = bench.ClassOf(PromptTemplates.Fill(template, random));
        bench.ClassOf(PromptTemplates.Fill(template, random));
        bench.Classify(Bench.Messages("x"), header: "named");
        var file = new ClassBookFile(_directory);
        file.Replace(bench.Book.ToRecord());

        var next = new Bench();
        next.Book.Restore(file.Read());
        Assert.Equal(name, next.ClassOf(PromptTemplates.Fill(template, random)));
        var classes = next.Book.ToRecord().Classes.ToDictionary(static seen => seen.Name, static seen => seen.Requests);
        Assert.Equal(new Dictionary<string, long> { [name] = 3, ["named"] = 1 }, classes);
    }

    [Fact]
    public void The_file_holds_no_word_of_any_prompt()
    {
        var bench = new Bench();
        bench.ClassOf("The password of Zanzibar is swordfish, and many more words follow it to make a sketch of them all.", "Quetzalcoatl question");
        var table = new ClassTable([], new Dictionary<string, ClassPolicy>(), new Dictionary<string, ClassSplit> { ["c"] = new ClassSplit("c", 4) });
        bench.Classify(Bench.Messages("Zanzibar", "Quetzalcoatl question"), table, "c");
        var file = new ClassBookFile(_directory);
        file.Replace(bench.Book.ToRecord());

        var text = File.ReadAllText(file.Path);
        Assert.NotEmpty(bench.Book.ToRecord().Groups[0].Leaders);
        Assert.All(["Zanzibar", "swordfish", "Quetzalcoatl", "password"], word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Books_of_two_gateways_add_up_whichever_comes_first()
    {
        var (one, other) = (new Bench(), new Bench());
        one.Clock.Advance(TimeSpan.FromHours(1));
        one.ClassOf("Shared.");
        other.ClassOf("Shared.");
        other.ClassOf("Shared.");
        other.ClassOf("Mine alone.");
        var (a, b) = (one.Book.ToRecord(), other.Book.ToRecord());

        var merged = ClassBookRecord.Merge(a, b);
        Assert.Equal(JsonSerializer.Serialize(merged), JsonSerializer.Serialize(ClassBookRecord.Merge(b, a)));
        Assert.Equal([1L, 3L], merged.Classes.Select(static seen => seen.Requests).Order());
        var shared = merged.Classes.Single(static seen => seen.Requests == 3);
        Assert.True(shared.FirstSeen < shared.LastSeen);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"version":9,"classes":[],"groups":[]}""")]
    [InlineData("""{"version":1,"classes":[{"name":"a b","requests":1,"firstSeen":"2026-01-01T00:00:00Z","lastSeen":"2026-01-01T00:00:00Z"}],"groups":[]}""")]
    public void A_file_that_is_no_book_is_refused_with_what_to_do(string content)
    {
        var file = new ClassBookFile(_directory);
        File.WriteAllText(file.Path, content);

        var refused = Assert.Throws<ClassFileException>(() => file.Read());
        Assert.Contains("remove it to start anew", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Renamed_and_merged_names_lead_to_the_last_name_and_never_in_a_circle()
    {
        var names = ClassNames.None.With("fp-a", "orders").With("fp-b", "orders").With("orders", "sales");
        Assert.All(["fp-a", "fp-b", "orders"], name => Assert.Equal("sales", names.Of(name)));
        Assert.Equal("orders", names.With("sales", "orders").Of("fp-a"));
        Assert.Throws<ClassFileException>(() => names.With("fp-a", "sales"));
        Assert.Throws<ClassFileException>(() => names.With("fp-c", "no spaces"));
        foreach (var (old, now) in names.With("sales", "orders").Renamed)
        {
            Assert.NotEqual(old, now);
            Assert.False(names.With("sales", "orders").Renamed.ContainsKey(now));
        }
    }

    [Fact]
    public void Names_survive_their_file()
    {
        var file = new ClassNamesFile(_directory);
        file.Change(static names => names.With("fp-a", "orders"));
        file.Change(static names => names.With("orders", "sales"));

        Assert.Equal("sales", file.Read().Of("fp-a"));
        Assert.Equal("sales", file.Read().Of("orders"));
    }

    [Fact]
    public void Equal_texts_stay_in_one_group_whatever_comes_between_and_groups_are_bounded()
    {
        var groups = new TextGroups();
        var random = new Random(4);
        string[] texts = [.. Enumerable.Range(0, 200).Select(_ => string.Join(' ', Enumerable.Range(0, 8).Select(_ => $"word{(char)('a' + random.Next(26))}{(char)('a' + random.Next(26))}")))];
        var first = new Dictionary<string, int>();
        for (var draw = 0; draw < 3000; draw++)
        {
            var text = texts[random.Next(texts.Length)];
            var group = groups.GroupOf(text, 5);
            Assert.Equal(first.TryGetValue(text, out var known) ? known : first[text] = group, group);
        }

        Assert.Equal(5, groups.Count);
        Assert.Equal(0, groups.GroupOf("12 34 ?", 5));
    }

    [Fact]
    public void A_divided_class_has_parts_by_kind_of_text_and_a_part_follows_the_whole_until_it_has_a_policy()
    {
        var bench = new Bench();
        var table = new ClassTable(
            [new ClassOptions { Name = "chat" }], new Dictionary<string, ClassPolicy>(), new Dictionary<string, ClassSplit> { ["chat"] = new ClassSplit("chat", 4) });
        string Part(string question) => bench.Classify(Bench.Messages("x", question), table, "chat").Name;

        Assert.Equal("chat.g1", Part("Please translate this paragraph about gardening into Portuguese"));
        Assert.Equal("chat.g2", Part("SELECT statement joining customers with invoices grouped by month"));
        Assert.Equal("chat.g1", Part("Please translate this paragraph about cooking into Portuguese"));
        Assert.Equal("chat", Part("42"));
    }

    [Theory]
    [InlineData("get_weather", "", "get_weather")]
    [InlineData("a,b,c", "x", "a-b")]
    [InlineData("", "invoice,total,due", "invoice-total")]
    [InlineData("mcp/tool name", "", "mcp_tool_name")]
    [InlineData("", "", null)]
    [InlineData("///", "", null)]
    public void Names_are_suggested_from_tools_and_schema(string tools, string members, string? suggested) => Assert.Equal(
        suggested,
        ClassSuggestion.Of(tools.Split(',', StringSplitOptions.RemoveEmptyEntries), members.Split(',', StringSplitOptions.RemoveEmptyEntries)));

    [Theory]
    [InlineData("""{"match":{}}""", "classes.x.match")]
    [InlineData("""{"match":{"path":"v1"}}""", "classes.x.match.path")]
    [InlineData("""{"match":{"path":"/a/*/b"}}""", "classes.x.match.path")]
    [InlineData("""{"match":{"model":"opus"}}""", "classes.x.match.model")]
    [InlineData("""{"split":{}}""", "classes.x.split")]
    [InlineData("""{"split":{"by":"text","answerer":"f"}}""", "classes.x.split")]
    [InlineData("""{"split":{"by":"text","groups":33}}""", "classes.x.split.groups")]
    [InlineData("""{"split":{"answerer":"missing.clearbar"}}""", "classes.x.split.answerer")]
    public void Wrong_settings_are_named_by_their_key(string options, string key)
    {
        var errors = new List<ConfigError>();
        var read = ConfigurationReader.Read("{\"classes\":{\"x\":" + options + "}}", _directory, errors);
        SnapshotCompiler.Compile(read, errors);

        Assert.Contains(errors, error => error.Key == key);
    }
}
