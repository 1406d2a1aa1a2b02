using System.Globalization;

namespace Clearbar.Ledger.Exports;

/// <summary>When a request must have been made, by its id.</summary>
/// <remarks>
/// <code>
/// id = "req_" 32HEXDIG / UUID      ; both of version 7, whose first 48 bits are milliseconds since 1970 (RFC 9562, section 5.7)
/// </code>
/// </remarks>
public static class RequestTime
{
    private const string AnthropicPrefix = "req_";
    private const int Version = 7;

    /// <summary>Every attempt of a request is opened this soon after it came: far beyond any time-out.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromHours(24);

    /// <summary>Clocks that are set back between the id and the opening.</summary>
    private static readonly TimeSpan s_slack = TimeSpan.FromHours(1);

    /// <summary>The range its entries lie in; null for an id that tells no time.</summary>
    public static (DateTimeOffset? From, DateTimeOffset? To)? Of(string requestId)
    {
        ArgumentNullException.ThrowIfNull(requestId);
        var text = requestId.StartsWith(AnthropicPrefix, StringComparison.Ordinal) ? requestId[AnthropicPrefix.Length..] : requestId;
        if (!Guid.TryParse(text, CultureInfo.InvariantCulture, out var id) || id.Version != Version)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var milliseconds = 0L;
        foreach (var part in bytes[..6])
        {
            milliseconds = (milliseconds << 8) | part;
        }

        // The largest 48-bit count is in the year 10889, past what an instant can hold.
        if (milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() - (long)s_longest.TotalMilliseconds)
        {
            return null;
        }

        var at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return (at - s_slack, at + s_longest);
    }
}
