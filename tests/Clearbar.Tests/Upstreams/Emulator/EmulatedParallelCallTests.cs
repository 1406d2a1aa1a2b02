using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Scenarios;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>Two tool calls in one answer, in every dialect, whole and streamed; and what keeps it at one.</summary>
public sealed class EmulatedParallelCallTests
{
    private const string Messages = "/v1/messages";
    private const string Chat = "/v1/chat/completions";
    private const string CitySchema = """{"type":"object","properties":{"city":{"type":"string","enum":["Bern"]}},"required":["city"]}""";
    private const string NightsSchema = """{"type":"object","properties":{"nights":{"type":"integer"}},"required":["nights"]}""";

    private static readonly string s_invoke = EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "invoke");
    private static readonly string s_converse = EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse");

    public static TheoryData<string, bool> Shapes()
    {
        var shapes = new TheoryData<string, bool>();
        foreach (var path in (string[])[Messages, Chat, s_invoke, s_converse])
        {
            shapes.Add(path, false);
            shapes.Add(path, true);
        }

        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_forced_choice_between_two_tools_calls_both(string path, bool stream)
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var (calls, stop) = await CallsAsync(emulator, path, stream, AskAny(path));

        Assert.Equal(["book", "find"], calls.Select(call => call.Name).Order(StringComparer.Ordinal));
        Assert.Equal(2, calls.Select(call => call.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal("Bern", calls.Find(call => call.Name == "find").Input.GetProperty("city").GetString());
        Assert.Equal(JsonValueKind.Number, calls.Find(call => call.Name == "book").Input.GetProperty("nights").ValueKind);
        Assert.Equal(path == Chat ? "tool_calls" : "tool_use", stop);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_scenario_scripts_several_calls_in_its_own_order(string path, bool stream)
    {
        var scenario = Scenario.Parse("""{"answers":[{"tools":[{"name":"first","input":{"a":1}},{"name":"second"},{"name":"first","input":{"a":2}}]}]}""");
        await using var emulator = await EmulatorClient.StartAsync(scenario.ApplyTo(new EmulatorOptions()));

        var (calls, _) = await CallsAsync(emulator, path, stream, AskAny(path));

        Assert.Equal(
            ["""first {"a":1}""", "second {}", """first {"a":2}"""], calls.ConvertAll(call => call.Name + " " + call.Input.GetRawText()));
        Assert.Equal(3, calls.Select(call => call.Id).Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_caller_who_forbids_parallel_use_gets_one_call(string path, bool stream)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = AskAny(path);
        var single = JsonNode.Parse("""{"type":"any","disable_parallel_tool_use":true}""");
        if (path == Chat)
        {
            ask["parallel_tool_calls"] = false;
        }
        else if (path == s_converse)
        {
            ask["additionalModelRequestFields"] = new JsonObject { ["tool_choice"] = single };
        }
        else
        {
            ask["tool_choice"] = single;
        }

        var (calls, _) = await CallsAsync(emulator, path, stream, ask);

        Assert.Single(calls);
    }

    [Fact]
    public async Task Both_calls_are_billed_and_a_limit_between_them_cuts_the_second()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var both = await emulator.MessageAsync(AskAny(Messages));
        var output = both.GetProperty("usage").GetProperty("output_tokens").GetInt32();
        var ask = AskAny(Messages);
        ask["max_tokens"] = output - 1;

        var (calls, stop) = await CallsAsync(emulator, Messages, stream: false, ask);

        Assert.Equal("max_tokens", stop);
        Assert.Equal(2, calls.Count);
        Assert.NotEqual("{}", calls[0].Input.GetRawText());
        Assert.Equal("{}", calls[1].Input.GetRawText());
        Assert.Equal([output, output - 1], emulator.Host.Bill.Rows.Select(row => (int)row.Usage.Output));
    }

    private static JsonObject AskAny(string path)
    {
        var isConverse = path == s_converse;
        var ask = isConverse ? EmulatorClient.AskConverse() : path == s_invoke ? EmulatorClient.AskInvoke() : EmulatorClient.Ask();
        var tools = new JsonArray(ToolOf(path, "find", CitySchema), ToolOf(path, "book", NightsSchema));
        if (isConverse)
        {
            ask["toolConfig"] = new JsonObject { ["tools"] = tools, ["toolChoice"] = new JsonObject { ["any"] = new JsonObject() } };
            return ask;
        }

        ask["tools"] = tools;
        ask["tool_choice"] = path == Chat ? "required" : new JsonObject { ["type"] = "any" };
        return ask;
    }

    private static JsonObject ToolOf(string path, string name, string schema)
    {
        var parsed = JsonNode.Parse(schema);
        if (path == Chat)
        {
            return new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = name, ["parameters"] = parsed } };
        }

        return path == s_converse
            ? new JsonObject { ["toolSpec"] = new JsonObject { ["name"] = name, ["inputSchema"] = new JsonObject { ["json"] = parsed } } }
            : new JsonObject { ["name"] = name, ["input_schema"] = parsed };
    }

    private static async Task<(List<(string? Id, string? Name, JsonElement Input)> Calls, string? Stop)> CallsAsync(
        EmulatorClient emulator, string path, bool stream, JsonObject ask)
    {
        if (stream && path is Messages or Chat)
        {
            ask["stream"] = stream;
        }

        var address = !stream || path is Messages or Chat ? path : path == s_converse ? path + "-stream" : path + "-with-response-stream";
        using var response = await emulator.SendAsync(address, ask);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, System.Text.Encoding.UTF8.GetString(bytes));
        return (path, stream) switch
        {
            (Chat, _) => ParallelCallReading.OfChat(bytes, stream),
            (_, false) => ParallelCallReading.OfWhole(JsonElement.Parse(bytes)),
            (Messages, true) => ParallelCallReading.OfMessageEvents(WireReading.Sse(System.Text.Encoding.UTF8.GetString(bytes)).ConvertAll(item => item.Json)),
            _ => ParallelCallReading.OfFrames(WireReading.Frames(bytes)),
        };
    }
}
