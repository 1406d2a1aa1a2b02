using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Clearbar.Gates.Webhooks;

/// <summary>
/// What a gate's webhook answers.
/// <code>
/// { "verdict": "pass" / "fail" / "unsure", "reason"?: text, *other }
/// </code>
/// The reason ends up in a header and on the ledger: at most 200 characters of printable ASCII are kept of it.
/// </summary>
internal static class WebhookReply
{
    private const int MaxReason = 200;

    /// <summary>Null when the reply is something else.</summary>
    public static GateVerdict? Read(ReadOnlySpan<byte> body, string gate)
    {
        if (!Utf8.IsValid(body) || !StrictJson.IsValid(body))
        {
            return null;
        }

        var reader = new Utf8JsonReader(body);
        using var json = JsonDocument.ParseValue(ref reader);
        var root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("verdict", out var verdict) || verdict.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var reason = root.TryGetProperty("reason", out var said) && said.ValueKind == JsonValueKind.String ? Printable(said.GetString()!) : "";
        reason = reason.Length == 0 ? "webhook: no reason given" : $"webhook: {reason}";
        return verdict.GetString() switch
        {
            "pass" => GateVerdict.Pass(gate),
            "fail" => GateVerdict.Fail(gate, reason),
            "unsure" => GateVerdict.Unsure(gate, reason),
            _ => null,
        };
    }

    private static string Printable(string text)
    {
        var kept = new StringBuilder(Math.Min(text.Length, MaxReason));
        foreach (var current in text.AsSpan(0, Math.Min(text.Length, MaxReason)))
        {
            kept.Append(current is >= ' ' and <= '~' ? current : char.IsWhiteSpace(current) ? ' ' : '?');
        }

        return kept.ToString().Trim();
    }
}
