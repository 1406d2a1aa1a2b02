using System.Buffers;
using System.Text;
using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.LocalAnswers;

/// <summary>
/// Rung 0 of one class: asks the learned answerer and, above its threshold, phrases the label the way the class's other rungs would.
/// Thread-safe.
/// </summary>
public sealed class LocalRung : ILocalRung
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

    /// <summary>False for anything but one plain text question: it is not what an answerer is trained on.</summary>
    public static bool CanJudge(RequestOutline outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        return outline.LastUserText is { Length: > 0 } && outline.MessageCount == 1 && outline.ImageCount + outline.DocumentCount == 0
            && outline.ToolCount == 0;
    }

    /// <summary>The answer text, or null when the answerer is not sure enough, or has nothing to go by.</summary>
    public string? TryAnswer(RequestOutline outline) =>
        TryPredict(outline, out var prediction) ? Phrase(_answerer.Labels[prediction.LabelIndex], prediction.Confidence) : null;

    /// <summary>The bare label of the answer, or null as <see cref="TryAnswer"/>.</summary>
    public string? TrySay(RequestOutline outline) => TryPredict(outline, out var prediction) ? _answerer.Labels[prediction.LabelIndex] : null;

    private bool TryPredict(RequestOutline outline, out LocalPrediction prediction)
    {
        prediction = CanJudge(outline) ? _answerer.Predict(outline.LastUserText) : new LocalPrediction(-1, 0, 0, true);
        return !prediction.OutOfDomain && prediction.Confidence >= Threshold;
    }

    /// <summary>How a label is said.</summary>
    internal string Phrase(string label, double confidence)
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
