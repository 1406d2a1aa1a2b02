using System.Text.Json;
using Clearbar.Classes;
using Clearbar.Configuration;
using Clearbar.Wire;

namespace Clearbar.Tests.Classes;

public sealed class ClassDiscoveryTests
{
    [Fact]
    public void Thousands_of_prompts_of_one_template_are_one_class_and_each_template_has_its_own()
    {
        var bench = new Bench();
        var random = new Random(3);
        var classes = new HashSet<string>();
        string[] all = [.. PromptTemplates.All, .. PromptTemplates.WithUnknownWords];
        foreach (var template in all)
        {
            var ofTemplate = new HashSet<string>();
            for (var draw = 0; draw < 300; draw++)
            {
                ofTemplate.Add(bench.ClassOf(PromptTemplates.Fill(template, random)));
            }

            Assert.True(ofTemplate.Count == 1, $"{ofTemplate.Count} classes of: {template}");
            classes.UnionWith(ofTemplate);
        }

        Assert.Equal(all.Length, classes.Count);
    }

    [Fact]
    public void The_same_content_is_the_same_class_in_every_dialect()
    {
        const string System = "Du bist \\\"Atlas\\\".\\nBleib kurz \\u2014 h\\u00f6chstens 3 S\\u00e4tze.";
        const string Schema = """{"type":"object","required":["total","due"],"properties":{"total":{"type":"number"},"due":{"type":"string"}}}""";
        const string Weather = """{"type":"object","properties":{"city":{"type":"string"}}}""";
        var bench = new Bench();
        var schemaText = JsonSerializer.Serialize(Schema);
        string[] names =
        [
            bench.Classify($$$$$$"""
                {"model":"opus","max_tokens":5,"system":"{{{{{{System}}}}}}","messages":[{"role":"user","content":"hi"}],
                 "tools":[{"name":"get_weather","description":"x","input_schema":{{{{{{Weather}}}}}}},{"name":"stop","input_schema":{"type":"object"}}],
                 "output_config":{"format":{"type":"json_schema","schema":{{{{{{Schema}}}}}}}}}
                """).Name,
            bench.Classify($$$$$$"""
                {"model":"opus","max_tokens":5,"system":[{"type":"text","text":"{{{{{{System}}}}}}","cache_control":{"type":"ephemeral"}}],
                 "messages":[{"role":"user","content":"hi"}],
                 "tools":[{"input_schema":{"type":"object"},"name":"stop","type":"custom"},
                          {"name":"get_weather","input_schema":{"properties":{"city":{"description":"which","type":"string"}},"type":"object"}}],
                 "output_format":{"type":"json_schema","schema":{"properties":{"due":{"type":"string"},"total":{"type":"number","title":"T"}},
                 "type":"object","required":["due","total"]}}}
                """).Name,
            bench.Classify(
                $$$$$$"""
                {"system":[{"text":"{{{{{{System}}}}}}"},{"cachePoint":{"type":"default"}}],"messages":[{"role":"user","content":[{"text":"hi"}]}],
                 "toolConfig":{"tools":[{"toolSpec":{"name":"stop","inputSchema":{"json":{"type":"object"}}}},{"cachePoint":{"type":"default"}},
                                        {"toolSpec":{"name":"get_weather","description":"y","inputSchema":{"json":{{{{{{Weather}}}}}}}}}]},
                 "outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"name":"n","schema":{{{{{{schemaText}}}}}}}}}}}
                """,
                dialect: Dialect.Converse).Name,
            bench.Classify(
                $$$$$$"""
                {"model":"opus","messages":[{"role":"developer","content":[{"type":"text","text":"{{{{{{System}}}}}}"}]},{"role":"user","content":"hi"}],
                 "tools":[{"type":"function","function":{"name":"get_weather","parameters":{{{{{{Weather}}}}}}}},
                          {"type":"function","function":{"name":"stop","parameters":{"type":"object"}}}],
                 "response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{{{{{{Schema}}}}}}}}}
                """,
                dialect: Dialect.OpenAi).Name,
        ];

        Assert.Single(names.Distinct());
        Assert.Equal(["get_weather", "stop"], bench.Book.ToRecord().Classes[0].Tools);
        Assert.Equal(["total", "due"], bench.Book.ToRecord().Classes[0].SchemaMembers);
    }

    [Theory]
    [InlineData("""[{"name":"a","input_schema":{"type":"object"}},{"name":"c","input_schema":{"type":"object"}}]""")]
    [InlineData("""[{"name":"a","input_schema":{"type":"object"}}]""")]
    [InlineData("""[{"name":"a","input_schema":{"type":"object"}},{"name":"b","input_schema":{"type":"object","required":["x"]}}]""")]
    [InlineData("null")]
    public void Another_tool_or_another_schema_is_another_class_however_alike_the_prompts_are(string tools)
    {
        var bench = new Bench();
        const string First = """[{"name":"b","input_schema":{"type":"object"}},{"name":"a","input_schema":{"type":"object"}}]""";

        Assert.NotEqual(bench.Classify(WithTools(First)).Name, bench.Classify(WithTools(tools)).Name);
        Assert.Equal(bench.Classify(WithTools(First)).Name, bench.Classify(WithTools(First.Replace("\"b\"", "\"\\u0062\"", StringComparison.Ordinal))).Name);
    }

    [Fact]
    public void A_class_that_was_found_by_likeness_can_be_taken_apart_by_its_templates_fingerprint()
    {
        var bench = new Bench();
        var one = PromptTemplates.WithUnknownWords[0].Replace("{word}", "Contoso", StringComparison.Ordinal);
        var other = PromptTemplates.WithUnknownWords[0].Replace("{word}", "Northwind", StringComparison.Ordinal);
        var name = bench.ClassOf(one);
        Assert.Equal(name, bench.ClassOf(other));

        var templates = bench.Book.ToRecord().Classes[0].FingerprintTexts;
        Assert.Equal(2, templates.Count);
        var table = new ClassTable(
            [new ClassOptions { Name = "northwind", Fingerprints = [templates[1]] }], new Dictionary<string, ClassPolicy>());
        Assert.Equal("northwind", bench.Classify(Bench.Messages(other), table).Name);
        Assert.Equal(name, bench.Classify(Bench.Messages(one), table).Name);
    }

    [Fact]
    public void A_flood_of_unique_prompts_fills_the_book_and_no_more()
    {
        var bench = new Bench();
        bench.ClassOf("The first one.");
        var random = new Random(5);
        var seen = new HashSet<string>();
        for (var draw = 0; draw < ClassBook.MaxFound + 3000; draw++)
        {
            seen.Add(bench.ClassOf(Gibberish(random)));
        }

        Assert.Equal(ClassBook.MaxFound, bench.Book.FoundCount);
        Assert.Contains(ClassBook.OverflowName, seen);
        Assert.Equal(ClassBook.MaxFound, seen.Count);
        Assert.Equal("fp-", bench.ClassOf("The first one.")[..3]);
        Assert.NotEqual(ClassBook.OverflowName, bench.ClassOf("The first one."));
    }

    [Fact]
    public void A_class_unseen_for_a_week_gives_its_room_to_a_new_one()
    {
        var bench = new Bench();
        var random = new Random(6);
        for (var draw = 0; draw < ClassBook.MaxFound; draw++)
        {
            bench.ClassOf(Gibberish(random));
        }

        Assert.Equal(ClassBook.OverflowName, bench.ClassOf("A new one."));
        bench.Clock.Advance(TimeSpan.FromDays(8));

        Assert.NotEqual(ClassBook.OverflowName, bench.ClassOf("A new one."));
        Assert.Equal(1, bench.Book.FoundCount);
    }

    [Fact]
    public void Names_given_by_clients_are_counted_up_to_a_bound()
    {
        var bench = new Bench();
        for (var name = 0; name < ClassBook.MaxNamed + 100; name++)
        {
            Assert.Equal($"n{name}", bench.Classify(Bench.Messages("x"), header: $"n{name}").Name);
        }

        Assert.Equal(ClassBook.MaxNamed, bench.Book.ToRecord().Classes.Count);
    }

    [Fact]
    public async Task Threads_that_find_a_class_at_once_find_the_same_one()
    {
        var bench = new Bench();
        var names = await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            var random = new Random(thread);
            return Enumerable.Range(0, 500).Select(_ => bench.ClassOf(PromptTemplates.Fill(PromptTemplates.WithUnknownWords[1], random))).ToHashSet();
        })));

        Assert.Single(names.SelectMany(static set => set).Distinct());
        Assert.Equal(4000, bench.Book.Requests);
    }

    private static string Gibberish(Random random) =>
        string.Join(' ', Enumerable.Range(0, 16).Select(_ => new string([.. Enumerable.Range(0, 6).Select(_ => (char)('g' + random.Next(20)))])));

    private static string WithTools(string tools) =>
        $$"""
        {"model":"opus","max_tokens":5,"messages":[{"role":"user","content":"hi"}],"tools":{{tools}},
         "system":"{{PromptTemplates.WithUnknownWords[0]}}"}
        """;
}
