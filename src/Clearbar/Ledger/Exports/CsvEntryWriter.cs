using System.Globalization;
using System.Text;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Exports;

/// <summary>
/// Writes entries as CSV (RFC 4180, UTF-8, no byte order mark): a header, then one line per entry. Columns are append only. A charge's lines
/// stand in the last column as <c>item:quantity:rate:multiplier:usd</c>, joined with blanks; amounts are exact decimals in US dollars.
/// </summary>
public sealed class CsvEntryWriter : IEntryWriter
{
    /// <summary>The columns, in order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "entry_id", "at", "settled_at", "outcome", "request_id", "attempt", "class", "rung", "deployment", "surface", "model", "asked_model",
        "served_model", "dialect", "stream", "key_id", "tags", "edits", "status", "upstream_request_id", "reason", "estimated_prompt_tokens",
        "input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "usage_is_final", "ceiling_usd", "cost_usd", "price_status",
        "price_book", "first_byte_ms", "total_ms", "gateway_ms", "lines",
    ];

    private readonly StreamWriter _output;
    private readonly StringBuilder _lines = new();
    private bool _first = true;

    public CsvEntryWriter(Stream output)
    {
        _output = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true) { NewLine = "\r\n" };
        _output.WriteLine(string.Join(',', Columns));
    }

    public void Write(StoredEntry entry)
    {
        _first = true;
        Plain(entry.EntryId.ToString());
        Plain(Instant(entry.At));
        Plain(entry.SettledAt is { } settled ? Instant(settled) : "");
        Plain(EntryWords.Of(entry.Outcome));
        Text(entry.RequestId);
        Number(entry.Attempt);
        Text(entry.Class);
        Text(entry.Rung);
        Text(entry.Deployment);
        Plain(entry.Surface is { } surface ? SurfaceNames.Of(surface) : "");
        Text(entry.Model);
        Text(entry.AskedModel);
        Text(entry.ServedModel);
        Plain(entry.Dialect?.ToString().ToLowerInvariant() ?? "");
        Plain(entry.Stream ? "true" : "false");
        Text(entry.KeyId);
        Text(entry.Tags);
        Text(entry.Edits);
        Number(entry.Status);
        Text(entry.UpstreamRequestId);
        Text(entry.Reason);
        Number(entry.EstimatedPromptTokens);
        WriteMoney(entry);
        _output.WriteLine();
    }

    public void Dispose() => _output.Dispose();

    private void WriteMoney(StoredEntry entry)
    {
        Number(entry.Usage.Input);
        Number(entry.Usage.CacheRead);
        Number(entry.Usage.CacheWrite5m);
        Number(entry.Usage.CacheWrite1h);
        Number(entry.Usage.Output);
        Plain(entry.UsageIsFinal ? "true" : "false");
        Plain(entry.Ceiling?.ToString() ?? "");
        Plain(entry.Cost?.ToString() ?? "");
        Plain(EntryWords.Of(entry.PriceStatus));
        Text(entry.PriceBook);
        Plain(entry.FirstByteMs.ToString("0.###", CultureInfo.InvariantCulture));
        Plain(entry.TotalMs.ToString("0.###", CultureInfo.InvariantCulture));
        Plain(entry.GatewayMs.ToString("0.###", CultureInfo.InvariantCulture));
        _lines.Clear();
        foreach (var line in entry.Lines)
        {
            _lines.Append(_lines.Length == 0 ? "" : " ").Append(line.Item).Append(':').Append(new Usd(line.Quantity)).Append(':')
                .Append(new Usd(line.Rate)).Append(':').Append(new Usd(line.Multiplier)).Append(':').Append(line.Amount);
        }

        Plain(_lines.ToString());
    }

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", null);

    private void Number(long value) => Plain(value.ToString(CultureInfo.InvariantCulture));

    private void Plain(string value)
    {
        if (!_first)
        {
            _output.Write(',');
        }

        _first = false;
        _output.Write(value);
    }

    /// <summary>
    /// A text that came from outside. One that begins like a formula gets a leading apostrophe: spreadsheets run such cells, and tags and class
    /// names come from callers (OWASP, "CSV Injection").
    /// </summary>
    private void Text(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            Plain("");
            return;
        }

        var text = value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + value : value;
        Plain(text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
    }
}
