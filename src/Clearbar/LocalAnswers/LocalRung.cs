using System.Buffers;
using System.Text;
using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.LocalAnswers;

/// <summary>
/// Rung 0 of one class: asks the learned answerer and, above its threshold, phrases the label the way the class's other rungs would.
/// Thread-safe.
/// </summary>
public sealed class LocalRung
{
    private readonly LocalAnswerer _answerer;
    private readonly string? _labelMember;
    private readonly string? _confidenceMember;

    /// <param name="threshold">Lowest confidence it answers at, 0 to 1.</param>
    /// <param name="labelMember">JSON member for the label; null answers with the bare label.</param>
    public LocalRung(LocalAnswerer answerer, double threshold, string? labelMember, string? confidenceMember)
    {
        _answerer = answerer;
        Threshold = threshold;
        _labelMember = labelMember;
        _confidenceMember = confidenceMember;
    }

    public double Threshold { get; }

    /// <summary>The answer text, or null when the answerer is not sure enough, or has nothing to go by.</summary>
    public string? TryAnswer(RequestOutline outline)
    {
        // Anything but one plain text question is not what the answerer was trained on.
        if (outline.LastUserText is not { Length: > 0 } text || outline.MessageCount != 1 || outline.ImageCount + outline.DocumentCount > 0
            || outline.ToolCount > 0)
        {
            return null;
        }

        var prediction = _answerer.Predict(text);
        return prediction.OutOfDomain || prediction.Confidence < Threshold
            ? null
            : Phrase(_answerer.Labels[prediction.LabelIndex], prediction.Confidence);
    }

    private string Phrase(string label, double confidence)
    {
        if (_labelMember is null)
        {
            return label;
        }

        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(_labelMember, label);
            if (_confidenceMember is not null)
            {
                json.WriteNumber(_confidenceMember, Math.Round(confidence, 4));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
