using System.Buffers;
using System.Text;
using System.Text.Json;
using Clearbar.Ledger.Journal;
using Clearbar.Pricing;
using Clearbar.Wire;
using Npgsql;
using NpgsqlTypes;

namespace Clearbar.Ledger.Postgres;

/// <summary>Writes the columns of <see cref="EntryColumns"/>, in their order, into a row of a binary COPY.</summary>
internal sealed class PostgresRow : IDisposable
{
    private readonly ArrayBufferWriter<byte> _lines = new(512);
    private readonly Utf8JsonWriter _json;

    public PostgresRow() => _json = new Utf8JsonWriter(_lines, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Writes <see cref="EntryColumns.Opened"/>; nulls when there is no opening.</summary>
    public static void Write(NpgsqlBinaryImporter copy, OpenedEntry? entry)
    {
        if (entry is null)
        {
            Nulls(copy, EntryColumns.Opened.Count);
            return;
        }

        copy.Write(UnixMicroseconds.From(entry.OpenedAt), NpgsqlDbType.Bigint);
        Text(copy, entry.RequestId);
        copy.Write(entry.Attempt, NpgsqlDbType.Integer);
        Text(copy, entry.Class);
        Text(copy, entry.Rung);
        Text(copy, entry.Deployment);
        copy.Write((short)entry.Surface, NpgsqlDbType.Smallint);
        Text(copy, entry.Model);
        Text(copy, entry.AskedModel);
        copy.Write((short)entry.Dialect, NpgsqlDbType.Smallint);
        copy.Write((short)(entry.Stream ? 1 : 0), NpgsqlDbType.Smallint);
        Text(copy, entry.KeyId);
        copy.Write(entry.EstimatedPromptTokens, NpgsqlDbType.Bigint);
        Money(copy, entry.Ceiling);
        Text(copy, entry.Edits);
        Text(copy, entry.PriceBook);
        Text(copy, entry.Tags);
    }

    /// <summary>Writes <see cref="EntryColumns.Settled"/>; an open outcome and nulls when there is no settlement.</summary>
    public void Write(NpgsqlBinaryImporter copy, SettledEntry? entry)
    {
        if (entry is null)
        {
            copy.WriteNull();
            copy.Write((short)EntryOutcome.Open, NpgsqlDbType.Smallint);
            Nulls(copy, EntryColumns.Settled.Count - 2);
            return;
        }

        copy.Write(UnixMicroseconds.From(entry.SettledAt), NpgsqlDbType.Bigint);
        copy.Write((short)entry.Outcome, NpgsqlDbType.Smallint);
        copy.Write(entry.Status, NpgsqlDbType.Integer);
        Usage(copy, entry.Usage);
        copy.Write((short)(entry.UsageIsFinal ? 1 : 0), NpgsqlDbType.Smallint);
        Money(copy, entry.Cost);
        copy.Write((short)entry.PriceStatus, NpgsqlDbType.Smallint);
        Lines(copy, entry.Lines);
        Text(copy, entry.PriceBook);
        Text(copy, entry.ServedModel);
        Text(copy, entry.UpstreamRequestId);
        Text(copy, entry.Reason);
        copy.Write(entry.FirstByteMs, NpgsqlDbType.Double);
        copy.Write(entry.TotalMs, NpgsqlDbType.Double);
        copy.Write(entry.GatewayMs, NpgsqlDbType.Double);
        if (entry.Avoided is { } avoided)
        {
            Usage(copy, avoided);
        }
        else
        {
            Nulls(copy, 5);
        }
    }

    public void Dispose() => _json.Dispose();

    private static void Nulls(NpgsqlBinaryImporter copy, int count)
    {
        for (var i = 0; i < count; i++)
        {
            copy.WriteNull();
        }
    }

    private static void Text(NpgsqlBinaryImporter copy, string? value)
    {
        if (value is null)
        {
            copy.WriteNull();
        }
        else
        {
            copy.Write(StoredText.Of(value), NpgsqlDbType.Text);
        }
    }

    private static void Money(NpgsqlBinaryImporter copy, Usd? value)
    {
        if (value is not { } money)
        {
            Nulls(copy, 2);
            return;
        }

        var (micro, pico) = MoneyColumns.Split(money);
        copy.Write(micro, NpgsqlDbType.Bigint);
        copy.Write(pico, NpgsqlDbType.Bigint);
    }

    private static void Usage(NpgsqlBinaryImporter copy, TokenUsage value)
    {
        var usage = StoredTokens.Clamp(value);
        copy.Write(usage.Input, NpgsqlDbType.Bigint);
        copy.Write(usage.CacheRead, NpgsqlDbType.Bigint);
        copy.Write(usage.CacheWrite5m, NpgsqlDbType.Bigint);
        copy.Write(usage.CacheWrite1h, NpgsqlDbType.Bigint);
        copy.Write(usage.Output, NpgsqlDbType.Bigint);
    }

    private void Lines(NpgsqlBinaryImporter copy, IReadOnlyList<LedgerLine> lines)
    {
        if (lines.Count == 0)
        {
            copy.WriteNull();
            return;
        }

        _lines.ResetWrittenCount();
        _json.Reset(_lines);
        LedgerLines.Write(_json, lines);
        _json.Flush();
        copy.Write(Encoding.UTF8.GetString(_lines.WrittenSpan), NpgsqlDbType.Text);
    }
}
