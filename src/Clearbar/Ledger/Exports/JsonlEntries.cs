using System.Globalization;
using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger.Exports;

/// <summary>Reads back what <see cref="JsonlEntryWriter"/> wrote, line by line, so that a ledger can be looked at away from its gateway.</summary>
public sealed class JsonlEntries(string path) : IEntrySource
{
    /// <exception cref="InvalidDataException">A line is not an exported entry; the message says which and why.</exception>
    public IEnumerable<StoredEntry> Read(DateTimeOffset? from, DateTimeOffset? to)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            var entry = Parse(line, number);
            if ((from is null || entry.At >= from) && (to is null || entry.At < to))
            {
                yield return entry;
            }
        }
    }

    public void Dispose()
    {
    }

    private StoredEntry Parse(string line, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Entry(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new InvalidDataException($"{path}, line {number}: not an entry of 'clearbar export --format jsonl': {e.Message}", e);
        }
    }

    private static StoredEntry Entry(JsonElement json) => new()
    {
        EntryId = json.GetProperty("id").GetGuid(),
        At = json.GetProperty("at").GetDateTimeOffset(),
        SettledAt = json.TryGetProperty("settledAt", out var settled) ? settled.GetDateTimeOffset() : null,
        Outcome = EntryWords.TryOutcome(Text(json, "outcome"), out var outcome) ? outcome : throw new FormatException("'outcome' is not one"),
        RequestId = Text(json, "requestId"),
        Attempt = (int)Count(json, "attempt"),
        Class = Text(json, "class"),
        Rung = Text(json, "rung"),
        Deployment = Text(json, "deployment"),
        Surface = SurfaceNames.TryParse(Text(json, "surface"), out var surface) ? surface : null,
        Model = Text(json, "model"),
        AskedModel = Text(json, "askedModel"),
        ServedModel = Text(json, "servedModel"),
        Dialect = Enum.TryParse<Dialect>(Text(json, "dialect"), ignoreCase: true, out var dialect) ? dialect : null,
        Stream = Flag(json, "stream"),
        KeyId = Text(json, "keyId"),
        Tags = Text(json, "tags"),
        Edits = Text(json, "edits"),
        Status = (int)Count(json, "status"),
        UpstreamRequestId = Text(json, "upstreamRequestId"),
        Reason = Text(json, "reason"),
        EstimatedPromptTokens = Count(json, "estimatedPromptTokens"),
        Usage = json.TryGetProperty("usage", out var usage) ? Usage(usage) : default,
        UsageIsFinal = Flag(json, "usageIsFinal"),
        Ceiling = Money(json, "ceilingUsd"),
        Cost = Money(json, "costUsd"),
        PriceStatus = EntryWords.TryStatus(Text(json, "priceStatus"), out var status) ? status : PriceStatus.Unknown,
        Lines = Lines(json),
        PriceBook = Text(json, "priceBook"),
        FirstByteMs = Real(json, "firstByteMs"),
        TotalMs = Real(json, "totalMs"),
        GatewayMs = Real(json, "gatewayMs"),
        Avoided = json.TryGetProperty("avoided", out var avoided) ? Usage(avoided) : null,
    };

    private static LedgerLine[] Lines(JsonElement json)
    {
        if (!json.TryGetProperty("lines", out var lines))
        {
            return [];
        }

        var read = new LedgerLine[lines.GetArrayLength()];
        for (var i = 0; i < read.Length; i++)
        {
            var line = lines[i];
            read[i] = new LedgerLine(
                Text(line, "item") ?? "", line.GetProperty("quantity").GetDecimal(), Exact(line, "rate"), Exact(line, "multiplier"), new Usd(Exact(line, "usd")));
        }

        return read;
    }

    private static TokenUsage Usage(JsonElement json) => new(
        Count(json, "input"), Count(json, "cacheRead"), Count(json, "cacheWrite5m"), Count(json, "cacheWrite1h"), Count(json, "output"));

    private static Usd? Money(JsonElement json, string name) => json.TryGetProperty(name, out _) ? new Usd(Exact(json, name)) : null;

    private static decimal Exact(JsonElement json, string name) =>
        decimal.Parse(json.GetProperty(name).GetString() ?? "", NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static long Count(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    private static double Real(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetDouble() : 0;

    private static bool Flag(JsonElement json, string name) => json.TryGetProperty(name, out var value) && value.GetBoolean();
}
