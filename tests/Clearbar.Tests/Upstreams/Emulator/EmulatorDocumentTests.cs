using System.Text.Json;
using System.Text.RegularExpressions;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Faults;
using Clearbar.Upstreams.Emulator.Scenarios;
using NJsonSchema;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>The document, the schema for editors and the reader of scenarios say the same.</summary>
public sealed class EmulatorDocumentTests
{
    private static readonly JsonDocumentOptions s_relaxed =
        new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    [Fact]
    public async Task The_documents_scenario_is_read_and_starts_an_emulator()
    {
        var example = Assert.Single(
            Blocks("json"), block => block.Contains("\"$schema\"", StringComparison.Ordinal));

        await using var emulator = await EmulatorHost.StartAsync(
            Scenario.Parse(example).ApplyTo(new EmulatorOptions()), TestContext.Current.CancellationToken);

        Assert.Empty((await SchemaAsync()).Validate(example));
    }

    [Fact]
    public async Task A_scenario_with_every_member_satisfies_the_schema()
    {
        using var complete = JsonDocument.Parse(ScenarioTests.Whole, s_relaxed);

        Assert.Empty((await SchemaAsync()).Validate(JsonSerializer.Serialize(complete.RootElement)));
    }

    [Fact]
    public void The_schema_offers_the_faults_there_are_and_the_document_explains_each()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(PathOf("docs", "emulator-scenario.schema.json")));
        var offered = schema.RootElement.GetProperty("definitions").GetProperty("fault").GetProperty("properties").GetProperty("kind")
            .GetProperty("enum").EnumerateArray().Select(kind => kind.GetString()!).ToList();

        var kinds = offered.ConvertAll(kind => Assert.Single(FaultScript.ParseSpec(kind).Rules).Kind);

        Assert.Equal(Enum.GetValues<FaultKind>().Order(), kinds.Order());
        var document = File.ReadAllText(PathOf("docs", "emulator.md"));
        Assert.All(offered, kind => Assert.Contains($"| `{kind}` |", document, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_JSON_example_of_the_document_is_JSON() => Assert.All(Blocks("json"), block =>
    {
        using var document = JsonDocument.Parse(block, s_relaxed);
        Assert.Equal(JsonValueKind.Object, document.RootElement.ValueKind);
    });

    [Fact]
    public void Every_option_of_the_verb_stands_in_the_document()
    {
        var document = File.ReadAllText(PathOf("docs", "emulator.md"));

        Assert.All(Cli.Verbs.EmulateVerb.Create().Options.Select(option => option.Name), name =>
            Assert.Contains($"`{name}`", document, StringComparison.Ordinal));
    }

    private static Task<JsonSchema> SchemaAsync() =>
        JsonSchema.FromFileAsync(PathOf("docs", "emulator-scenario.schema.json"), TestContext.Current.CancellationToken);

    private static List<string> Blocks(string language) =>
        [.. Regex.Matches(File.ReadAllText(PathOf("docs", "emulator.md")), $"```{language}\n(.*?)\n```", RegexOptions.Singleline)
            .Select(match => match.Groups[1].Value)];

    private static string PathOf(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Clearbar.slnx")))
        {
            folder = folder.Parent;
        }

        return folder is null
            ? throw new DirectoryNotFoundException("Clearbar.slnx is not above the test executable.")
            : Path.Combine([folder.FullName, .. parts]);
    }
}
