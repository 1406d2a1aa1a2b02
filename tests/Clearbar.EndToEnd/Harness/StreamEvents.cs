using System.Text;
using System.Text.Json.Nodes;
using Clearbar.Wire;
using Clearbar.Wire.EventStream;

namespace Clearbar.EndToEnd.Harness;

/// <summary>Reads the events of a stream as each dialect's SDK does: what is unfinished or damaged at its end is no event.</summary>
public static class StreamEvents
{
    /// <summary>Name of the mark that ends a Chat Completions stream.</summary>
    public const string Done = "[DONE]";

    /// <summary>
    /// Name and data of each event. A chunk of InvokeModel has the name of the Messages event in it; of what Chat Completions sends, only errors
    /// and the end have one.
    /// </summary>
    public static List<(string Name, JsonNode? Data)> Read(Dialect dialect, byte[] body) =>
        dialect is Dialect.Converse or Dialect.Invoke ? ReadFrames(body) : ReadServerSentEvents(body);

    private static List<(string, JsonNode?)> ReadServerSentEvents(byte[] body)
    {
        var events = new List<(string, JsonNode?)>();
        var text = Encoding.UTF8.GetString(body).ReplaceLineEndings("\n");

        // What follows the last blank line is an unfinished event: clients never dispatch it.
        var end = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        foreach (var block in end < 0 ? [] : text[..end].Split("\n\n"))
        {
            var name = "";
            var data = "";
            foreach (var line in block.Split('\n'))
            {
                if (line.StartsWith("event:", StringComparison.Ordinal))
                {
                    name = line[6..].Trim();
                }
                else if (line.StartsWith("data:", StringComparison.Ordinal))
                {
                    data += line[5..].Trim();
                }
            }

            if (data == Done)
            {
                events.Add((Done, null));
            }
            else if (data.Length > 0)
            {
                var json = JsonNode.Parse(data);
                events.Add((name.Length == 0 && json is JsonObject chunk && chunk.ContainsKey("error") ? "error" : name, json));
            }
        }

        return events;
    }

    private static List<(string, JsonNode?)> ReadFrames(byte[] body)
    {
        var events = new List<(string, JsonNode?)>();
        var rest = body.AsSpan();
        while (EventStreamReader.TryRead(rest, out var frame) == FrameStatus.Frame)
        {
            var name = Encoding.UTF8.GetString(frame.ExceptionType.IsEmpty ? frame.EventType : frame.ExceptionType);
            var data = JsonNode.Parse(frame.Payload);
            if (name == "chunk")
            {
                data = JsonNode.Parse(Convert.FromBase64String((string)data!["bytes"]!));
                name = (string)data!["type"]!;
            }

            events.Add((name, data));
            rest = rest[frame.TotalLength..];
        }

        return events;
    }
}
