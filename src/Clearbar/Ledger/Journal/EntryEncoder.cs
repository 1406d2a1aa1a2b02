using System.Buffers;
using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Ledger.Journal;

/// <summary>
/// Writes entries as journal payloads. Field names are append only: a name is never reused for another meaning, and readers ignore names
/// they do not know. Absent means null, false, zero or empty.
/// <code>
/// opened  = { id req n at class rung dep surface model asked dialect ?stream key ?est ?ceil ?edits ?book ?tags }
/// settled = { id at outcome ?status usage ?final ?cost price ?lines ?book ?served ?upreq ?reason ?ttfb ?ms ?gw ?avoided }
/// id      = UUID in text                     ; at = microseconds since 1970-01-01T00:00Z
/// usage, avoided = [ input cacheRead cacheWrite5m cacheWrite1h output ]
/// lines   = [ *[ item quantity rate multiplier amount ] ]
/// cost, ceil, amount = JSON number, exact decimal US dollars
/// surface, dialect, outcome, price = the number of the enum's member
/// ttfb, ms, gw = milliseconds
/// </code>
/// </summary>
public sealed class EntryEncoder : IDisposable
{
    private const int InitialCapacity = 2048;

    [ThreadStatic]
    private static EntryEncoder? _ofThread;

    private readonly ArrayBufferWriter<byte> _buffer = new(InitialCapacity);
    private readonly Utf8JsonWriter _json;

    private EntryEncoder() => _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });

    /// <summary>The calling thread's encoder. What it returns is valid until that thread encodes again.</summary>
    public static EntryEncoder OfThread => _ofThread ??= new EntryEncoder();

    /// <summary>A frame with the entry as payload, not yet sealed.</summary>
    public Span<byte> Encode(OpenedEntry entry)
    {
        Begin();
        _json.WriteString("id"u8, entry.EntryId);
        _json.WriteString("req"u8, entry.RequestId);
        _json.WriteNumber("n"u8, entry.Attempt);
        _json.WriteNumber("at"u8, UnixMicroseconds.From(entry.OpenedAt));
        _json.WriteString("class"u8, entry.Class);
        _json.WriteString("rung"u8, entry.Rung);
        _json.WriteString("dep"u8, entry.Deployment);
        _json.WriteNumber("surface"u8, (int)entry.Surface);
        _json.WriteString("model"u8, entry.Model);
        _json.WriteString("asked"u8, entry.AskedModel);
        _json.WriteNumber("dialect"u8, (int)entry.Dialect);
        WriteFlag("stream"u8, entry.Stream);
        _json.WriteString("key"u8, entry.KeyId);
        WriteCount("est"u8, entry.EstimatedPromptTokens);
        WriteMoney("ceil"u8, entry.Ceiling);
        WriteText("edits"u8, entry.Edits);
        WriteText("book"u8, entry.PriceBook);
        WriteText("tags"u8, entry.Tags);
        return End();
    }

    /// <inheritdoc cref="Encode(OpenedEntry)"/>
    public Span<byte> Encode(SettledEntry entry)
    {
        Begin();
        _json.WriteString("id"u8, entry.EntryId);
        _json.WriteNumber("at"u8, UnixMicroseconds.From(entry.SettledAt));
        _json.WriteNumber("outcome"u8, (int)entry.Outcome);
        WriteCount("status"u8, entry.Status);
        WriteUsage("usage"u8, entry.Usage);
        WriteFlag("final"u8, entry.UsageIsFinal);
        WriteMoney("cost"u8, entry.Cost);
        _json.WriteNumber("price"u8, (int)entry.PriceStatus);
        WriteLines(entry.Lines);
        WriteText("book"u8, entry.PriceBook);
        WriteText("served"u8, entry.ServedModel);
        WriteText("upreq"u8, entry.UpstreamRequestId);
        WriteText("reason"u8, entry.Reason);
        WriteMilliseconds("ttfb"u8, entry.FirstByteMs);
        WriteMilliseconds("ms"u8, entry.TotalMs);
        WriteMilliseconds("gw"u8, entry.GatewayMs);
        if (entry.Avoided is { } avoided)
        {
            WriteUsage("avoided"u8, avoided);
        }

        return End();
    }

    public void Dispose() => _json.Dispose();

    private void Begin()
    {
        _buffer.ResetWrittenCount();
        _buffer.GetSpan(JournalFormat.FrameOverhead);
        _buffer.Advance(JournalFormat.FrameOverhead);
        _json.Reset(_buffer);
        _json.WriteStartObject();
    }

    private Span<byte> End()
    {
        _json.WriteEndObject();
        _json.Flush();
        var written = _buffer.WrittenMemory;
        return System.Runtime.InteropServices.MemoryMarshal.AsMemory(written).Span;
    }

    private void WriteFlag(ReadOnlySpan<byte> name, bool value)
    {
        if (value)
        {
            _json.WriteBoolean(name, value);
        }
    }

    private void WriteCount(ReadOnlySpan<byte> name, long value)
    {
        if (value != 0)
        {
            _json.WriteNumber(name, value);
        }
    }

    private void WriteText(ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            _json.WriteString(name, value);
        }
    }

    private void WriteMoney(ReadOnlySpan<byte> name, Usd? value)
    {
        if (value is { } money)
        {
            _json.WriteNumber(name, money.Amount);
        }
    }

    private void WriteMilliseconds(ReadOnlySpan<byte> name, double value)
    {
        // JSON has no NaN or infinity; a timing that is neither measured nor finite must not cost the entry.
        if (value != 0 && double.IsFinite(value))
        {
            _json.WriteNumber(name, value);
        }
    }

    private void WriteUsage(ReadOnlySpan<byte> name, TokenUsage usage)
    {
        _json.WriteStartArray(name);
        _json.WriteNumberValue(usage.Input);
        _json.WriteNumberValue(usage.CacheRead);
        _json.WriteNumberValue(usage.CacheWrite5m);
        _json.WriteNumberValue(usage.CacheWrite1h);
        _json.WriteNumberValue(usage.Output);
        _json.WriteEndArray();
    }

    private void WriteLines(IReadOnlyList<LedgerLine> lines)
    {
        if (lines.Count > 0)
        {
            _json.WritePropertyName("lines"u8);
            LedgerLines.Write(_json, lines);
        }
    }
}
