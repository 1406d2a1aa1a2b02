using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.Faults;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Invariant I9: nothing a client or a model said, and no secret, is written anywhere.</summary>
public sealed class PrivacyTests
{
    private const string InPrompt = "MARKER-PROMPT-51c0";
    private const string InSystem = "MARKER-SYSTEM-7d3e";
    private const string InAnswer = "MARKER-ANSWER-88ab";
    private const string InHeader = "MARKER-HEADER-02fd";
    private const string InTool = "MARKER-TOOL-6e19";
    private const string Key = "MARKER-KEY-c4d7";
    private const string WrongKey = "MARKER-STRANGER-9a55";
    private const string FromUpstream = "MARKER-UPSTREAM-e0b2";

    private static readonly string[] Markers = [InPrompt, InSystem, InAnswer, InHeader, InTool, Key, WrongKey, FromUpstream];

    /// <summary>Every gate fails, so that each has the chance to quote the answer it does not like.</summary>
    private static readonly string[] Gates =
    [
        """{"enum":{"member":"label","values":["a"]}}""",
        """{"enum":{"values":["a"]}}""",
        """{"schema":{"type":"object","properties":{"label":{"enum":["a"]},"n":{"type":"integer"}},"additionalProperties":false}}""",
        """{"confidence":{"atLeast":0.9}}""",
        """{"regex":"^never$"}""",
    ];

    [Fact]
    public async Task No_prompt_no_answer_and_no_secret_is_in_any_file_or_log_line()
    {
        var sheet = AnswerSheet.FromEntries(
        [
            new AnswerSheetEntry(InPrompt, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["haiku"] = $$"""{"label":"{{InAnswer}}","{{InAnswer}}":1,"n":"{{InAnswer}}","confidence":"{{InAnswer}}"}""",
                ["opus"] = InAnswer,
            }),
        ]);
        var faults = new FaultScript(
        [
            new FaultRule { Kind = FaultKind.Validation, Nth = 3, Message = $"bad: {FromUpstream}" },
            new FaultRule { Kind = FaultKind.ExceptionFrame, Stream = true, Nth = 3, Message = FromUpstream },
            new FaultRule { Kind = FaultKind.Garbage, Stream = false, Nth = 4 },
        ]);
        await using var gateway = await GatewayHarness.StartAsync(Configure, new EmulatorOptions { AnswerSheet = sheet, Faults = faults });
        var statuses = new List<int>();
        foreach (var shape in Enum.GetValues<Shape>())
        {
            for (var gate = 0; gate < Gates.Length; gate++)
            {
                statuses.Add(await AskAsync(gateway, shape, BodyOf(shape), $"gate-{gate}", Key));
            }

            statuses.Add(await AskAsync(gateway, shape, BodyOf(shape), null, Key));
            statuses.Add(await AskAsync(gateway, shape, BodyOf(shape)[..^4], null, Key));
            statuses.Add(await AskAsync(gateway, shape, BodyOf(shape), InHeader + " !", Key));
            statuses.Add(await AskAsync(gateway, shape, BodyOf(shape), null, WrongKey));
        }

        var rows = await gateway.LedgerAsync();

        // It was a lively scene: answers, refusals of the gateway and of the upstream, climbs and faults.
        Assert.Contains(200, statuses);
        Assert.Contains(400, statuses);
        Assert.Contains(rows, row => row.Outcome == Clearbar.Ledger.EntryOutcome.Escalated);
        Assert.Contains(rows, row => row.Outcome == Clearbar.Ledger.EntryOutcome.Failed);
        Assert.Contains(rows, row => row.Outcome == Clearbar.Ledger.EntryOutcome.Broken);
        var files = ReadFiles(gateway.LedgerDirectory);
        Assert.Contains(files, file => Contains(file.Value, rows[0].RequestId));
        var leaks = new List<string>();
        foreach (var marker in Markers)
        {
            leaks.AddRange(files.Where(file => Contains(file.Value, marker)).Select(file => $"{marker} is in {Path.GetFileName(file.Key)}"));
            leaks.AddRange(gateway.Logs.Lines.Where(line => line.Line.Contains(marker, StringComparison.OrdinalIgnoreCase)).Select(line => $"{marker} is logged: {line.Line}"));
        }

        Assert.True(leaks.Count == 0, string.Join('\n', leaks.Concat(rows.Select(row => row.Reason).OfType<string>().Distinct(StringComparer.Ordinal))));
    }

    private static void Configure(JsonObject config)
    {
        config["keys"] = new JsonArray(new JsonObject
        {
            ["id"] = "team-a",
            ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key))),
        });
        var classes = new JsonObject();
        for (var gate = 0; gate < Gates.Length; gate++)
        {
            classes[$"gate-{gate}"] = new JsonObject
            {
                ["ladder"] = new JsonArray("haiku", "opus"),
                ["gates"] = new JsonArray(JsonNode.Parse(Gates[gate])),
            };
        }

        config["classes"] = classes;
    }

    private static async Task<int> AskAsync(GatewayHarness gateway, Shape shape, string body, string? className, string key)
    {
        var request = ClientRequest.Post(ClientRequest.PathOf(shape, "sonnet"), body, className);
        request.Headers.Add("x-api-key", key);
        request.Headers.Add("x-custom", InHeader);
        request.Headers.Add("cookie", $"session={InHeader}");
        request.Headers.Add("user-agent", InHeader);
        request.Headers.Add("anthropic-beta", InHeader);
        return (await ClientReply.SendAsync(gateway.Http, shape, request)).Status;
    }

    private static string BodyOf(Shape shape)
    {
        var body = JsonNode.Parse(ClientRequest.BodyOf(shape, "sonnet", InPrompt))!.AsObject();
        if (shape.IsConverse())
        {
            body["system"] = new JsonArray(new JsonObject { ["text"] = InSystem });
        }
        else
        {
            body["system"] = InSystem;
            body["metadata"] = new JsonObject { ["user_id"] = InPrompt };
            body["tools"] = new JsonArray(new JsonObject { ["name"] = InTool, ["description"] = InTool, ["input_schema"] = new JsonObject { ["type"] = "object" } });
        }

        return body.ToJsonString();
    }

    private static Dictionary<string, byte[]> ReadFiles(string directory)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories))
        {
            // The gateway is still writing: shared reading is all that is allowed; its lock file cannot be read at all and is empty.
            if (Path.GetFileName(path) != Path.GetFileName(new Clearbar.Ledger.LedgerLayout(directory).LockPath))
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                var bytes = new byte[file.Length];
                file.ReadExactly(bytes);
                files[path] = bytes;
            }
        }

        return files;
    }

    private static bool Contains(byte[] file, string text) =>
        file.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0 || file.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text)) >= 0;
}
