using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Clearbar.Gates;
using Clearbar.Wire;

namespace Clearbar.LocalAnswers.Extraction;

/// <summary>
/// Rung 0 of a class that copies values out of the question: asks the extractor and, above its threshold, says the values the way the class's other
/// rungs would. Thread-safe.
/// </summary>
/// <param name="threshold">Lowest confidence it answers at, 0 to 1.</param>
/// <param name="isWhole">The answer is the bare value, not an object.</param>
/// <param name="confidenceMember">JSON member that receives the confidence, if any.</param>
/// <param name="gates">An answer that those which ask nobody refuse is not given.</param>
public sealed class ExtractingRung(SpanExtractor extractor, double threshold, bool isWhole, string? confidenceMember, GateSet gates) : ILocalRung
{
    // Names and addresses as they are; the answer is JSON, not part of a page.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string? TryAnswer(RequestOutline outline) => TryExtract(outline, out _);

    public string? TrySay(RequestOutline outline) =>
        TryExtract(outline, out var answer) is null ? null : ExtractionReader.Said([.. answer.Values.Select(static value => (MemberValue?)value)]);

    private string? TryExtract(RequestOutline outline, out ExtractedAnswer answer)
    {
        answer = LocalRung.CanJudge(outline) ? extractor.Extract(outline.LastUserText!) : ExtractedAnswer.None;
        if (answer.Values.Count == 0 || answer.Confidence < threshold)
        {
            return null;
        }

        var text = isWhole ? answer.Values[0].Text : Phrase(answer);
        return gates.EvaluateAlone(new Answer { Text = text, StopReason = StopReason.EndTurn }).Passed ? text : null;
    }

    private string Phrase(ExtractedAnswer answer)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            for (var i = 0; i < answer.Values.Count; i++)
            {
                answer.Values[i].WriteTo(json, extractor.Members[i]);
            }

            if (confidenceMember is not null)
            {
                json.WriteNumber(confidenceMember, Math.Round(answer.Confidence, 4));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
