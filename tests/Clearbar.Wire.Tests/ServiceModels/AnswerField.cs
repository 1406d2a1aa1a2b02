using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Wire.EventStream;
using Clearbar.Wire.Tests.Crossings.Bedrock;

namespace Clearbar.Wire.Tests.ServiceModels;

/// <summary>
/// Finds out what becomes of one field of a Converse answer, whole or streamed: whether the gateway's reader sees it, and whether a client of the
/// Messages dialect does. It is answered with two values and once without the field, and what comes of that is compared.
/// </summary>
internal sealed class AnswerField(ServiceModel model, string shape, string path, bool stream)
{
    private readonly string[] _steps = [.. path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.')];

    /// <summary>Whether the value changes what the gateway reads, and what it writes for a client of the Messages dialect.</summary>
    public (bool IsRead, bool Crosses) Observe()
    {
        var first = Answered(second: false, leaveOut: false);
        var second = Answered(second: true, leaveOut: false);
        // A stream without the event in question is another stream and says nothing of the field.
        var without = new ModelSample(model, second: false).IsOptional(shape, _steps) && !(stream && _steps.Length == 1)
            ? Answered(second: false, leaveOut: true) : first;
        return (first.Read != second.Read || first.Read != without.Read, first.Written != second.Written || first.Written != without.Written);
    }

    private (string Read, string Written) Answered(bool second, bool leaveOut)
    {
        var sample = new ModelSample(model, second).Build(shape, _steps, leaveOut).AsObject();
        return stream ? Streamed(sample) : Whole(sample);
    }

    private (string Read, string Written) Whole(JsonObject answer)
    {
        CompleteUsage(answer["usage"]);
        ConverseField.CompleteBlock(answer["output"]?["message"]?["content"]?[0]?.AsObject());
        var body = Encoding.UTF8.GetBytes(answer.ToJsonString());
        WireDialects.Of(Dialect.Converse).TryReadAnswer(body, out var read, out var unread);
        Wire.WireFault? refused = null;
        var written = Written.Text(output => Wire.Crossings.DialectCrossings.Find(Dialect.Anthropic, Dialect.Converse)!
            .TryWriteAnswer(output, body, Crossed.Reply, out refused));
        return (read is null ? "refused: " + unread : JsonSerializer.Serialize(read), refused is null ? written : "refused: " + refused);
    }

    private (string Read, string Written) Streamed(JsonObject sample)
    {
        var bytes = Frames(sample);
        var reader = WireDialects.Of(Dialect.Converse).CreateStreamReader();
        reader.Read(bytes);
        var read = $"{reader.IsComplete} {reader.HasContent} {reader.Error} {JsonSerializer.Serialize(reader.ToAnswer())}";
        return (read, Encoding.UTF8.GetString(Crossed.Stream(Dialect.Anthropic, Dialect.Converse, bytes).Output));
    }

    // A whole stream of one block, with the event under test in its place.
    private byte[] Frames(JsonObject sample)
    {
        var (type, payload) = (sample.First().Key, sample.First().Value!.AsObject());
        CompleteUsage(payload["usage"]);
        if (payload["delta"]?["citation"] is JsonObject citation)
        {
            ConverseField.CompleteCitation(citation);
        }

        var calls = type == "contentBlockStart" || payload["delta"]?["toolUse"] is not null;
        var events = new List<(string Type, JsonNode Payload)>
        {
            ("messageStart", JsonNode.Parse("""{"role":"assistant"}""")!),
            ("contentBlockDelta", JsonNode.Parse(calls
                ? """{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{}"}}}""" : """{"contentBlockIndex":1,"delta":{"text":"said"}}""")!),
            ("contentBlockStop", JsonNode.Parse("""{"contentBlockIndex":1}""")!),
            ("messageStop", JsonNode.Parse("""{"stopReason":"end_turn"}""")!),
            ("metadata", JsonNode.Parse("""{"usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},"metrics":{"latencyMs":1}}""")!),
        };
        if (calls)
        {
            events.Insert(1, ("contentBlockStart", JsonNode.Parse("""{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t","name":"f"}}}""")!));
        }

        var place = events.FindIndex(item => item.Type == type);
        if (place >= 0)
        {
            events[place] = (type, payload);
        }
        else
        {
            events.Insert(2, (type, payload));
        }

        return Written.By(output =>
        {
            foreach (var (name, body) in events)
            {
                var json = Encoding.UTF8.GetBytes(body.ToJsonString());
                if (name.EndsWith("Exception", StringComparison.Ordinal))
                {
                    EventStreamWriter.WriteException(output, Encoding.UTF8.GetBytes(name), json);
                }
                else
                {
                    EventStreamWriter.WriteEvent(output, Encoding.UTF8.GetBytes(name), json);
                }
            }
        });
    }

    // Details break down the writes; without writes there is nothing to break down.
    private void CompleteUsage(JsonNode? usage)
    {
        if (usage?["cacheDetails"] is not null)
        {
            usage["cacheWriteInputTokens"] = 2;
            if (_steps[^1] != "ttl")
            {
                // What no detail names is of the shorter time to live.
                usage["cacheDetails"]![0]!["ttl"] = "1h";
            }
        }
    }
}
