using System.Text;
using Clearbar.Pricing;
using Clearbar.Wire;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Clearbar.Ledger.Sqlite;

/// <summary>
/// A prepared statement whose parameters are bound in order, straight through SQLite's C interface: the drainer runs tens of thousands a
/// second, and ADO's parameter objects cost more than the insert.
/// </summary>
public sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private int _next = 1;

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(database, sql, out _statement));
    }

    /// <summary>Runs the statement and makes it ready for the next row. Returns how many rows changed.</summary>
    public int Run()
    {
        var code = raw.sqlite3_step(_statement);
        _next = 1;
        if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            raw.sqlite3_reset(_statement);
            Check(code);
        }

        Check(raw.sqlite3_reset(_statement));
        return raw.sqlite3_changes(_database);
    }

    public void Integer(long value) => Check(raw.sqlite3_bind_int64(_statement, _next++, value));

    public void Optional(long? value)
    {
        if (value is { } number)
        {
            Integer(number);
        }
        else
        {
            Null();
        }
    }

    public void Null() => Check(raw.sqlite3_bind_null(_statement, _next++));

    public void Real(double value) => Check(raw.sqlite3_bind_double(_statement, _next++, value));

    public void Text(ReadOnlySpan<byte> utf8) => Check(raw.sqlite3_bind_text(_statement, _next++, utf8));

    public void Text(string? value)
    {
        const int Small = 256;
        if (value is null)
        {
            Null();
        }
        else if (value.Length is 0 or > Small)
        {
            Check(raw.sqlite3_bind_text(_statement, _next++, value));
        }
        else
        {
            Span<byte> utf8 = stackalloc byte[Small * 3];
            Text(utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
        }
    }

    public void Id(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Check(raw.sqlite3_bind_blob(_statement, _next++, bytes));
    }

    /// <summary>Two columns, see <see cref="MoneyColumns"/>; both null when there is no amount.</summary>
    public void Money(Usd? value)
    {
        if (value is not { } money)
        {
            Null();
            Null();
            return;
        }

        var (micro, pico) = MoneyColumns.Split(money);
        Integer(micro);
        Integer(pico);
    }

    /// <summary>Five columns, one per bucket; all null when there is no usage.</summary>
    public void Usage(TokenUsage? value)
    {
        if (value is not { } usage)
        {
            for (var i = 0; i < 5; i++)
            {
                Null();
            }

            return;
        }

        Tokens(usage.Input);
        Tokens(usage.CacheRead);
        Tokens(usage.CacheWrite5m);
        Tokens(usage.CacheWrite1h);
        Tokens(usage.Output);
    }

    public void Dispose() => _statement.Dispose();

    private void Tokens(long count) => Integer(StoredTokens.Clamp(count));

    private void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_DONE or raw.SQLITE_ROW))
        {
            _next = 1;
            SqliteException.ThrowExceptionForRC(code, _database);
        }
    }
}
