using System.Text.Encodings.Web;
using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Ledger.Exports;

/// <summary>
/// Writes entries as JSON lines: one object per entry, names append only, absent means null, false, 0 or empty. Amounts are decimal strings, so
/// that no reader's floating point touches money. No prompts: the ledger has none.
/// </summary>
public sealed class JsonlEntryWriter : IEntryWriter
{
    // entry  = { id at outcome ?settledAt ?requestId ?attempt ?class ?rung ?deployment ?surface ?model ?askedModel ?servedModel ?dialect ?stream
    //            ?keyId ?tags ?edits ?status ?upstreamRequestId ?reason ?estimatedPromptTokens ?usage ?usageIsFinal ?ceilingUsd ?costUsd
    //            ?priceStatus ?lines ?priceBook ?firstByteMs ?totalMs ?gatewayMs ?avoided }
    // usage  = { input cacheRead cacheWrite5m cacheWrite1h output }
    // avoided = as usage
    // lines  = [ { item quantity rate multiplier usd } ]    rate in US dollars per million tokens for token lines, per unit otherwise
    private readonly Stream _output;
    private readonly Utf8JsonWriter _json;

    public JsonlEntryWriter(Stream output)
    {
        _output = output;
        _json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    public void Write(StoredEntry entry)
    {
        _json.WriteStartObject();
        _json.WriteString("id"u8, entry.EntryId);
        _json.WriteString("at"u8, Instant(entry.At));
        _json.WriteString("outcome"u8, EntryWords.Of(entry.Outcome));
        Text("settledAt", entry.SettledAt is { } settled ? Instant(settled) : null);
        WriteOrigin(entry);
        WriteMoney(entry);
        Milliseconds("firstByteMs", entry.FirstByteMs);
        Milliseconds("totalMs", entry.TotalMs);
        Milliseconds("gatewayMs", entry.GatewayMs);
        if (entry.Avoided is { } avoided)
        {
            WriteUsage("avoided", avoided);
        }

        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _output.WriteByte((byte)'\n');
    }

    public void Dispose() => _json.Dispose();

    private static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", null);

    private void WriteOrigin(StoredEntry entry)
    {
        Text("requestId", entry.RequestId);
        Count("attempt", entry.Attempt);
        Text("class", entry.Class);
        Text("rung", entry.Rung);
        Text("deployment", entry.Deployment);
        Text("surface", entry.Surface is { } surface ? SurfaceNames.Of(surface) : null);
        Text("model", entry.Model);
        Text("askedModel", entry.AskedModel);
        Text("servedModel", entry.ServedModel);
        Text("dialect", entry.Dialect?.ToString().ToLowerInvariant());
        if (entry.Stream)
        {
            _json.WriteBoolean("stream"u8, true);
        }

        Text("keyId", entry.KeyId);
        Text("tags", entry.Tags);
        Text("edits", entry.Edits);
        Count("status", entry.Status);
        Text("upstreamRequestId", entry.UpstreamRequestId);
        Text("reason", entry.Reason);
        Count("estimatedPromptTokens", entry.EstimatedPromptTokens);
    }

    private void WriteMoney(StoredEntry entry)
    {
        if (entry.Usage != default)
        {
            WriteUsage("usage", entry.Usage);
        }

        if (entry.UsageIsFinal)
        {
            _json.WriteBoolean("usageIsFinal"u8, true);
        }

        Text("ceilingUsd", entry.Ceiling?.ToString());
        Text("costUsd", entry.Cost?.ToString());
        Text("priceStatus", EntryWords.Of(entry.PriceStatus));
        WriteLines(entry.Lines);
        Text("priceBook", entry.PriceBook);
    }

    private void WriteUsage(string name, TokenUsage usage)
    {
        _json.WriteStartObject(name);
        _json.WriteNumber("input"u8, usage.Input);
        _json.WriteNumber("cacheRead"u8, usage.CacheRead);
        _json.WriteNumber("cacheWrite5m"u8, usage.CacheWrite5m);
        _json.WriteNumber("cacheWrite1h"u8, usage.CacheWrite1h);
        _json.WriteNumber("output"u8, usage.Output);
        _json.WriteEndObject();
    }

    private void WriteLines(IReadOnlyList<LedgerLine> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        _json.WriteStartArray("lines"u8);
        foreach (var line in lines)
        {
            _json.WriteStartObject();
            _json.WriteString("item"u8, line.Item);
            _json.WriteNumber("quantity"u8, line.Quantity);
            _json.WriteString("rate"u8, new Usd(line.Rate).ToString());
            _json.WriteString("multiplier"u8, new Usd(line.Multiplier).ToString());
            _json.WriteString("usd"u8, line.Amount.ToString());
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void Text(string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            _json.WriteString(name, value);
        }
    }

    private void Count(string name, long value)
    {
        if (value != 0)
        {
            _json.WriteNumber(name, value);
        }
    }

    private void Milliseconds(string name, double value)
    {
        if (value != 0)
        {
            _json.WriteNumber(name, Math.Round(value, 3));
        }
    }
}
