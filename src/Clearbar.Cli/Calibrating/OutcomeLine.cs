using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Clearbar.Cli.Calibrating;

/// <summary>
/// Writes what the rungs made of one request as a line of recorded outcomes (the grammar of <see cref="Clearbar.Routing.Policies.OutcomeReader"/>)
/// with two members more: <c>asked</c>, the request's fingerprint, and <c>emulated</c>. It holds answers and labels, never the request.
/// </summary>
internal static class OutcomeLine
{
    public const string Asked = "asked";
    public const string Emulated = "emulated";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line without its end.</summary>
    /// <param name="rungs">The ladder's names.</param>
    /// <param name="replies">One per rung.</param>
    public static string Of(AskedRequest request, IReadOnlyList<string> rungs, IReadOnlyList<RungReply> replies, bool emulated)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("id", request.Id);
            if ((request.Class ?? replies[^1].Class) is { } name)
            {
                json.WriteString("class", name);
            }

            if (request.Label is { } label)
            {
                json.WriteString("label", label);
            }

            json.WriteString(Asked, request.Fingerprint);
            if (emulated)
            {
                json.WriteBoolean(Emulated, true);
            }

            json.WriteStartObject("rungs");
            for (var rung = 0; rung < rungs.Count; rung++)
            {
                Write(json, rungs[rung], replies[rung]);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, string rung, RungReply reply)
    {
        json.WriteStartObject(rung);
        json.WriteString("answer", AnswerText.Of(reply.Answer));
        json.WriteString("cost", reply.Cost.ToString());
        if (reply.Gate is { } passed)
        {
            json.WriteBoolean("gate", passed);
        }

        json.WriteNumber("inputTokens", reply.Answer.Usage.Prompt);
        json.WriteNumber("outputTokens", reply.Answer.Usage.Output);
        json.WriteNumber("latencyMs", Math.Round(reply.Latency.TotalMilliseconds, 1));
        json.WriteEndObject();
    }
}
