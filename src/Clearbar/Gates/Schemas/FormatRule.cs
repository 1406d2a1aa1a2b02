using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;
using System.Text.Json;

namespace Clearbar.Gates.Schemas;

/// <summary><c>format</c> of a string, for the formats Claude's structured outputs know. Other types pass.</summary>
internal sealed class FormatRule(string format) : SchemaRule
{
    /// <summary>Formats that are checked; any other name is an annotation, as the standard says.</summary>
    public static bool Knows(string format) =>
        format is "date" or "time" or "date-time" or "email" or "hostname" or "uri" or "ipv4" or "ipv6" or "uuid";

    public override bool Holds(JsonElement value, ref SchemaEvaluation evaluation) =>
        value.ValueKind != JsonValueKind.String || IsOf(value.GetString()!) || evaluation.Fail("format");

    private bool IsOf(string text) => format switch
    {
        "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "time" => IsMoment("2000-01-01T" + text),
        "date-time" => IsMoment(text),
        "email" => MailAddress.TryCreate(text, out var mail) && string.Equals(mail.Address, text, StringComparison.Ordinal),
        "hostname" => Uri.CheckHostName(text) == UriHostNameType.Dns,
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out var uri) && text.StartsWith(uri.Scheme, StringComparison.OrdinalIgnoreCase),
        "ipv4" => IPAddress.TryParse(text, out var four) && four.AddressFamily == AddressFamily.InterNetwork && text.Count('.') == 3,
        "ipv6" => IPAddress.TryParse(text, out var six) && six.AddressFamily == AddressFamily.InterNetworkV6,
        _ => Guid.TryParseExact(text, "D", out _),
    };

    // RFC 3339: full-date "T" full-time, with an offset or Z; fractions of a second are optional.
    private static bool IsMoment(string text) => DateTimeOffset.TryParseExact(
        text.ToUpperInvariant(),
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"],
        CultureInfo.InvariantCulture,
        DateTimeStyles.None,
        out _) && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-');
}
