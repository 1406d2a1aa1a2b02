using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Ledger.Journal;

/// <summary>
/// Reads the payloads that <see cref="EntryEncoder"/> writes (its grammar); unknown names are skipped, absent ones take defaults.
/// </summary>
public static class EntryDecoder
{
    /// <summary>Decodes a record; false for a type or a payload this version cannot understand.</summary>
    public static bool TryDecode(JournalRecordType type, ReadOnlySpan<byte> payload, out JournalRecord record)
    {
        record = default;
        try
        {
            switch (type)
            {
                case JournalRecordType.Opened:
                    record = new JournalRecord(type, DecodeOpened(payload), null);
                    return true;
                case JournalRecordType.Settled or JournalRecordType.Abandoned:
                    record = new JournalRecord(type, null, DecodeSettled(payload));
                    return true;
                default:
                    return false;
            }
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Reads <c>opened</c>.</summary>
    private static OpenedEntry DecodeOpened(ReadOnlySpan<byte> payload)
    {
        var fields = default(OpenedFields);
        var json = new Utf8JsonReader(payload);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            fields.Read(ref json);
        }

        return fields.ToEntry();
    }

    /// <summary>Reads <c>settled</c>.</summary>
    private static SettledEntry DecodeSettled(ReadOnlySpan<byte> payload)
    {
        var fields = default(SettledFields);
        var json = new Utf8JsonReader(payload);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            fields.Read(ref json);
        }

        return fields.ToEntry();
    }

    private static TokenUsage ReadUsage(ref Utf8JsonReader json)
    {
        Span<long> buckets = stackalloc long[5];
        buckets.Clear();
        var count = 0;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (count < buckets.Length)
            {
                buckets[count++] = json.GetInt64();
            }
        }

        return new TokenUsage(buckets[0], buckets[1], buckets[2], buckets[3], buckets[4]);
    }

    private struct OpenedFields
    {
        private Guid _id;
        private long _at;
        private long _estimate;
        private int _attempt;
        private int _surface;
        private int _dialect;
        private bool _stream;
        private Usd? _ceiling;
        private string? _request;
        private string? _class;
        private string? _rung;
        private string? _deployment;
        private string? _model;
        private string? _asked;
        private string? _key;
        private string? _edits;
        private string? _book;
        private string? _tags;

        public void Read(ref Utf8JsonReader json)
        {
            // One chain of comparisons in the order in which the encoder writes; each name is compared once per field in the usual case.
            if (json.ValueTextEquals("id"u8)) { json.Read(); _id = json.GetGuid(); }
            else if (json.ValueTextEquals("req"u8)) { json.Read(); _request = json.GetString(); }
            else if (json.ValueTextEquals("n"u8)) { json.Read(); _attempt = json.GetInt32(); }
            else if (json.ValueTextEquals("at"u8)) { json.Read(); _at = json.GetInt64(); }
            else if (json.ValueTextEquals("class"u8)) { json.Read(); _class = json.GetString(); }
            else if (json.ValueTextEquals("rung"u8)) { json.Read(); _rung = json.GetString(); }
            else if (json.ValueTextEquals("dep"u8)) { json.Read(); _deployment = json.GetString(); }
            else if (json.ValueTextEquals("surface"u8)) { json.Read(); _surface = json.GetInt32(); }
            else if (json.ValueTextEquals("model"u8)) { json.Read(); _model = json.GetString(); }
            else if (json.ValueTextEquals("asked"u8)) { json.Read(); _asked = json.GetString(); }
            else if (json.ValueTextEquals("dialect"u8)) { json.Read(); _dialect = json.GetInt32(); }
            else if (json.ValueTextEquals("stream"u8)) { json.Read(); _stream = json.GetBoolean(); }
            else if (json.ValueTextEquals("key"u8)) { json.Read(); _key = json.GetString(); }
            else if (json.ValueTextEquals("est"u8)) { json.Read(); _estimate = json.GetInt64(); }
            else if (json.ValueTextEquals("ceil"u8)) { json.Read(); _ceiling = new Usd(json.GetDecimal()); }
            else if (json.ValueTextEquals("edits"u8)) { json.Read(); _edits = json.GetString(); }
            else if (json.ValueTextEquals("book"u8)) { json.Read(); _book = json.GetString(); }
            else if (json.ValueTextEquals("tags"u8)) { json.Read(); _tags = json.GetString(); }
            else { json.Read(); json.Skip(); }
        }

        public readonly OpenedEntry ToEntry() => new()
        {
            EntryId = _id,
            RequestId = _request ?? "",
            Attempt = _attempt,
            OpenedAt = UnixMicroseconds.ToInstant(_at),
            Class = _class ?? "",
            Rung = _rung ?? "",
            Deployment = _deployment ?? "",
            Surface = (Surface)_surface,
            Model = _model ?? "",
            AskedModel = _asked ?? "",
            Dialect = (Dialect)_dialect,
            Stream = _stream,
            KeyId = _key ?? "",
            EstimatedPromptTokens = _estimate,
            Ceiling = _ceiling,
            Edits = _edits,
            PriceBook = _book,
            Tags = _tags,
        };
    }

    private struct SettledFields
    {
        private Guid _id;
        private long _at;
        private int _outcome;
        private int _status;
        private int _price;
        private bool _final;
        private TokenUsage _usage;
        private TokenUsage? _avoided;
        private Usd? _cost;
        private IReadOnlyList<LedgerLine>? _lines;
        private string? _book;
        private string? _served;
        private string? _upstreamRequest;
        private string? _reason;
        private double _firstByte;
        private double _total;
        private double _gateway;

        public void Read(ref Utf8JsonReader json)
        {
            if (json.ValueTextEquals("id"u8)) { json.Read(); _id = json.GetGuid(); }
            else if (json.ValueTextEquals("at"u8)) { json.Read(); _at = json.GetInt64(); }
            else if (json.ValueTextEquals("outcome"u8)) { json.Read(); _outcome = json.GetInt32(); }
            else if (json.ValueTextEquals("status"u8)) { json.Read(); _status = json.GetInt32(); }
            else if (json.ValueTextEquals("usage"u8)) { json.Read(); _usage = ReadUsage(ref json); }
            else if (json.ValueTextEquals("final"u8)) { json.Read(); _final = json.GetBoolean(); }
            else if (json.ValueTextEquals("cost"u8)) { json.Read(); _cost = new Usd(json.GetDecimal()); }
            else if (json.ValueTextEquals("price"u8)) { json.Read(); _price = json.GetInt32(); }
            else if (json.ValueTextEquals("lines"u8)) { json.Read(); _lines = LedgerLines.Read(ref json); }
            else if (json.ValueTextEquals("book"u8)) { json.Read(); _book = json.GetString(); }
            else if (json.ValueTextEquals("served"u8)) { json.Read(); _served = json.GetString(); }
            else if (json.ValueTextEquals("upreq"u8)) { json.Read(); _upstreamRequest = json.GetString(); }
            else if (json.ValueTextEquals("reason"u8)) { json.Read(); _reason = json.GetString(); }
            else if (json.ValueTextEquals("ttfb"u8)) { json.Read(); _firstByte = json.GetDouble(); }
            else if (json.ValueTextEquals("ms"u8)) { json.Read(); _total = json.GetDouble(); }
            else if (json.ValueTextEquals("gw"u8)) { json.Read(); _gateway = json.GetDouble(); }
            else if (json.ValueTextEquals("avoided"u8)) { json.Read(); _avoided = ReadUsage(ref json); }
            else { json.Read(); json.Skip(); }
        }

        public readonly SettledEntry ToEntry() => new()
        {
            EntryId = _id,
            SettledAt = UnixMicroseconds.ToInstant(_at),
            Outcome = (EntryOutcome)_outcome,
            Status = _status,
            Usage = _usage,
            UsageIsFinal = _final,
            Cost = _cost,
            PriceStatus = (PriceStatus)_price,
            Lines = _lines ?? [],
            PriceBook = _book,
            ServedModel = _served,
            UpstreamRequestId = _upstreamRequest,
            Reason = _reason,
            FirstByteMs = _firstByte,
            TotalMs = _total,
            GatewayMs = _gateway,
            Avoided = _avoided,
        };
    }
}
