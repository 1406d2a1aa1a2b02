using System.Buffers;
using System.Text.Json;
using Clearbar.Ledger.Journal;

namespace Clearbar.Ledger.Sqlite;

/// <summary>Binds entries to <see cref="EntryColumns"/>, in their order.</summary>
public sealed class EntryBinder : IDisposable
{
    private readonly ArrayBufferWriter<byte> _lines = new(512);
    private readonly Utf8JsonWriter _json;

    public EntryBinder() => _json = new Utf8JsonWriter(_lines, new JsonWriterOptions { SkipValidation = true });

    /// <summary>Binds <see cref="EntryColumns.Opened"/>.</summary>
    public static void Bind(SqliteStatement statement, OpenedEntry entry)
    {
        statement.Integer(UnixMicroseconds.From(entry.OpenedAt));
        statement.Text(entry.RequestId);
        statement.Integer(entry.Attempt);
        statement.Text(entry.Class);
        statement.Text(entry.Rung);
        statement.Text(entry.Deployment);
        statement.Integer((int)entry.Surface);
        statement.Text(entry.Model);
        statement.Text(entry.AskedModel);
        statement.Integer((int)entry.Dialect);
        statement.Integer(entry.Stream ? 1 : 0);
        statement.Text(entry.KeyId);
        statement.Integer(entry.EstimatedPromptTokens);
        statement.Money(entry.Ceiling);
        statement.Text(entry.Edits);
        statement.Text(entry.PriceBook);
        statement.Text(entry.Tags);
    }

    /// <summary>Binds <see cref="EntryColumns.Settled"/>.</summary>
    public void Bind(SqliteStatement statement, SettledEntry entry)
    {
        statement.Integer(UnixMicroseconds.From(entry.SettledAt));
        statement.Integer((int)entry.Outcome);
        statement.Integer(entry.Status);
        statement.Usage(entry.Usage);
        statement.Integer(entry.UsageIsFinal ? 1 : 0);
        statement.Money(entry.Cost);
        statement.Integer((int)entry.PriceStatus);
        BindLines(statement, entry.Lines);
        statement.Text(entry.PriceBook);
        statement.Text(entry.ServedModel);
        statement.Text(entry.UpstreamRequestId);
        statement.Text(entry.Reason);
        statement.Real(entry.FirstByteMs);
        statement.Real(entry.TotalMs);
        statement.Real(entry.GatewayMs);
        statement.Usage(entry.Avoided);
    }

    public void Dispose() => _json.Dispose();

    private void BindLines(SqliteStatement statement, IReadOnlyList<LedgerLine> lines)
    {
        if (lines.Count == 0)
        {
            statement.Null();
            return;
        }

        _lines.ResetWrittenCount();
        _json.Reset(_lines);
        LedgerLines.Write(_json, lines);
        _json.Flush();
        statement.Text(_lines.WrittenSpan);
    }
}
