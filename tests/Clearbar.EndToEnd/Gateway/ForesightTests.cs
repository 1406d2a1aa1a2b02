using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>A rung that will most likely not pass is not asked; everything else of a policy stays as it is.</summary>
public sealed class ForesightTests
{
    private const int Kinds = 30;
    private static readonly string[] Hard = [.. Enumerable.Range(0, Kinds).Select(static i => $"Please derive the contract clause {Word(i)} from the annex")];
    private static readonly string[] Easy = [.. Enumerable.Range(0, Kinds).Select(static i => $"Which team takes my parcel question about {Word(i)}")];

    [Fact]
    public async Task Requests_a_rung_never_passes_begin_above_it_and_the_others_do_not()
    {
        await using var gateway = await StartAsync();
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < Kinds; i++)
            {
                await AskAsync(gateway, Hard[i]);
                await AskAsync(gateway, Easy[i]);
            }
        }

        var hard = await PathsAsync(gateway, Hard);
        var easy = await PathsAsync(gateway, Easy);

        // A few are climbed from the bottom all the same, so that it is noticed when the rung has become better.
        Assert.True(hard.Count(static path => path == "opus") >= Kinds * 2 / 3, string.Join(' ', hard));
        Assert.All(easy, static path => Assert.Equal("haiku", path));
    }

    [Fact]
    public async Task Before_enough_has_been_seen_every_climb_begins_at_the_bottom()
    {
        await using var gateway = await StartAsync();

        var paths = await PathsAsync(gateway, Hard);

        Assert.All(paths, static path => Assert.Equal("haiku>opus", path));
    }

    private static string Word(int i) => $"{(char)('a' + (i % 26))}{(char)('k' + (i % 13))}ra{(char)('a' + (i / 26))}";

    private static async Task<List<string?>> PathsAsync(GatewayHarness gateway, string[] questions)
    {
        var paths = new List<string?>(questions.Length);
        foreach (var question in questions)
        {
            paths.Add((await AskAsync(gateway, question)).Header("x-clearbar-path"));
        }

        return paths;
    }

    private static Task<ClientReply> AskAsync(GatewayHarness gateway, string question) =>
        ClientReply.SendAsync(gateway.Http, Shape.Messages, ClientRequest.Of(Shape.Messages, "opus", question, "desk"));

    private static Task<GatewayHarness> StartAsync() => GatewayHarness.StartAsync(
        config => config["classes"] = new JsonObject
        {
            ["desk"] = new JsonObject
            {
                ["ladder"] = new JsonArray("haiku", "opus"),
                ["gates"] = new JsonArray(new JsonObject { ["regex"] = "^right$" }),
            },
        },
        new EmulatorOptions
        {
            TimeScale = 0,
            AnswerSheet = AnswerSheet.FromEntries(
            [
                .. Hard.Select(static question => Entry(question, "wrong")),
                .. Easy.Select(static question => Entry(question, "right")),
            ]),
        });

    private static AnswerSheetEntry Entry(string question, string haiku) => new(
        question, new Dictionary<string, string>(StringComparer.Ordinal) { ["haiku"] = haiku, ["opus"] = "right" });
}
