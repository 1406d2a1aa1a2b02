using System.Text;
using System.Text.Json;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>Reads the tool calls of an answer in each dialect, whole and streamed, by the block or call number its events carry.</summary>
internal static class ParallelCallReading
{
    /// <summary>Reads a message of the Messages API or a Converse answer.</summary>
    public static (List<(string? Id, string? Name, JsonElement Input)> Calls, string? Stop) OfWhole(JsonElement answer)
    {
        var calls = new List<(string? Id, string? Name, JsonElement Input)>();
        var isConverse = answer.TryGetProperty("output", out var output);
        var content = isConverse ? output.GetProperty("message").GetProperty("content") : answer.GetProperty("content");
        foreach (var block in content.EnumerateArray())
        {
            var call = isConverse ? block.GetProperty("toolUse") : block;
            calls.Add((Text(call, isConverse ? "toolUseId" : "id"), Text(call, "name"), call.GetProperty("input")));
        }

        return (calls, Text(answer, isConverse ? "stopReason" : "stop_reason"));
    }

    /// <summary>Reads the events of the Messages stream.</summary>
    public static (List<(string? Id, string? Name, JsonElement Input)> Calls, string? Stop) OfMessageEvents(List<JsonElement> events)
    {
        var open = new CallsInPieces();
        string? stop = null;
        foreach (var item in events)
        {
            switch (Text(item, "type"))
            {
                case "content_block_start":
                    var block = item.GetProperty("content_block");
                    open.Begin(item.GetProperty("index").GetInt32(), Text(block, "id"), Text(block, "name"));
                    break;
                case "content_block_delta":
                    open.Append(item.GetProperty("index").GetInt32(), Text(item.GetProperty("delta"), "partial_json"));
                    break;
                case "message_delta":
                    stop = Text(item.GetProperty("delta"), "stop_reason");
                    break;
                default:
                    break;
            }
        }

        return (open.Whole(), stop);
    }

    /// <summary>Reads the frames of ConverseStream, or those of InvokeModelWithResponseStream, which hold Messages events.</summary>
    public static (List<(string? Id, string? Name, JsonElement Input)> Calls, string? Stop) OfFrames(List<WireReading.WireEvent> frames)
    {
        if (frames[0].Name == "chunk")
        {
            return OfMessageEvents(frames.ConvertAll(frame => JsonElement.Parse(frame.Json.GetProperty("bytes").GetBytesFromBase64())));
        }

        var open = new CallsInPieces();
        string? stop = null;
        foreach (var (name, item) in frames)
        {
            switch (name)
            {
                case "contentBlockStart":
                    var start = item.GetProperty("start").GetProperty("toolUse");
                    open.Begin(item.GetProperty("contentBlockIndex").GetInt32(), Text(start, "toolUseId"), Text(start, "name"));
                    break;
                case "contentBlockDelta":
                    open.Append(item.GetProperty("contentBlockIndex").GetInt32(), Text(item.GetProperty("delta").GetProperty("toolUse"), "input"));
                    break;
                case "messageStop":
                    stop = Text(item, "stopReason");
                    break;
                default:
                    break;
            }
        }

        return (open.Whole(), stop);
    }

    /// <summary>Reads a chat completion, or its chunks.</summary>
    public static (List<(string? Id, string? Name, JsonElement Input)> Calls, string? Stop) OfChat(byte[] bytes, bool stream)
    {
        var lines = stream ? Encoding.UTF8.GetString(bytes).Split("\n\n").TakeWhile(line => line != "data: [DONE]").Select(line => line["data: ".Length..])
            : [Encoding.UTF8.GetString(bytes)];
        var open = new CallsInPieces();
        string? stop = null;
        foreach (var line in lines)
        {
            var choice = JsonElement.Parse(line).GetProperty("choices")[0];
            stop = Text(choice, "finish_reason");
            if (!choice.GetProperty(stream ? "delta" : "message").TryGetProperty("tool_calls", out var calls))
            {
                continue;
            }

            var position = 0;
            foreach (var call in calls.EnumerateArray())
            {
                var index = stream ? call.GetProperty("index").GetInt32() : position++;
                var function = call.GetProperty("function");
                if (call.TryGetProperty("id", out var id))
                {
                    open.Begin(index, id.GetString(), Text(function, "name"));
                }

                open.Append(index, Text(function, "arguments"));
            }
        }

        return (open.Whole(), stop);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    /// <summary>Calls whose input comes in pieces, by the number their events carry.</summary>
    private sealed class CallsInPieces
    {
        private readonly SortedDictionary<int, (string? Id, string? Name, StringBuilder Input)> _calls = [];

        public void Begin(int index, string? id, string? name) => _calls.Add(index, (id, name, new StringBuilder()));

        public void Append(int index, string? piece) => _calls[index].Input.Append(piece);

        public List<(string? Id, string? Name, JsonElement Input)> Whole()
        {
            // Numbers without a gap from 0: clients keep the pieces in an array.
            Assert.Equal(Enumerable.Range(0, _calls.Count), _calls.Keys);
            return [.. _calls.Values.Select(call => (call.Id, call.Name, JsonElement.Parse(call.Input.Length == 0 ? "{}" : call.Input.ToString())))];
        }
    }
}
