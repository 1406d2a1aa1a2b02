using System.Buffers;
using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Upstreams.Emulator;

/// <summary>
/// The emulator's own account of what it served: the other side against which a gateway's ledger is compared. Safe for concurrent use.
/// </summary>
public sealed class EmulatorBill
{
    private readonly Lock _gate = new();
    private readonly int _capacity;
    private readonly TimeProvider _time;
    private readonly List<OpenRow> _rows = [];
    private TokenUsage _settled;
    private long _unrecorded;

    internal EmulatorBill(int capacity, TimeProvider time)
    {
        _capacity = capacity;
        _time = time;
    }

    /// <summary>The rows as they stand now, in the order in which the attempts came.</summary>
    public IReadOnlyList<BillRow> Rows
    {
        get
        {
            lock (_gate)
            {
                return _rows.ConvertAll(row => row.Row);
            }
        }
    }

    /// <summary>Tokens of every ended attempt, recorded or not.</summary>
    public TokenUsage Total
    {
        get
        {
            lock (_gate)
            {
                return _settled;
            }
        }
    }

    /// <summary>Attempts that found the bill full (<see cref="EmulatorOptions.BillCapacity"/>).</summary>
    public long Unrecorded
    {
        get
        {
            lock (_gate)
            {
                return _unrecorded;
            }
        }
    }

    /// <summary>Writes the bill as JSON: <c>{emulated, unrecorded, total, rows:[…]}</c>.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        IReadOnlyList<BillRow> rows;
        TokenUsage total;
        long unrecorded;
        lock (_gate)
        {
            rows = _rows.ConvertAll(row => row.Row);
            total = _settled;
            unrecorded = _unrecorded;
        }

        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteBoolean("emulated"u8, true);
        json.WriteNumber("unrecorded"u8, unrecorded);
        WriteUsage(json, "total"u8, total);
        json.WriteStartArray("rows"u8);
        foreach (var row in rows)
        {
            WriteRow(json, row);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    internal OpenRow Open(BillRow row)
    {
        var open = new OpenRow(row with { StartedAt = _time.GetUtcNow() });
        lock (_gate)
        {
            if (_rows.Count < _capacity)
            {
                _rows.Add(open);
            }
            else
            {
                _unrecorded++;
            }
        }

        return open;
    }

    /// <summary>Ends an attempt; a later call corrects an earlier one (an answer whose last flush failed).</summary>
    internal void Settle(OpenRow open, BillOutcome outcome, TokenUsage usage)
    {
        lock (_gate)
        {
            var before = open.Row.Outcome == BillOutcome.Open ? default : open.Row.Usage;
            _settled = new TokenUsage(
                _settled.Input + usage.Input - before.Input,
                _settled.CacheRead + usage.CacheRead - before.CacheRead,
                _settled.CacheWrite5m + usage.CacheWrite5m - before.CacheWrite5m,
                _settled.CacheWrite1h + usage.CacheWrite1h - before.CacheWrite1h,
                _settled.Output + usage.Output - before.Output);
            open.Row = open.Row with { Outcome = outcome, Usage = usage, EndedAt = _time.GetUtcNow() };
        }
    }

    /// <summary>Forgets every row. An attempt still open then is not seen again, though its tokens count in the total.</summary>
    internal void Reset()
    {
        lock (_gate)
        {
            _rows.Clear();
            _settled = default;
            _unrecorded = 0;
        }
    }

    private static void WriteRow(Utf8JsonWriter json, BillRow row)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, row.Id);
        json.WriteString("requestId"u8, row.RequestId);
        json.WriteString("entry"u8, row.Entry);
        json.WriteString("surface"u8, row.Surface);
        json.WriteString("account"u8, row.Account);
        json.WriteString("region"u8, row.Region);
        json.WriteString("dialect"u8, row.Dialect);
        json.WriteString("model"u8, row.Model);
        json.WriteString("modelAsked"u8, row.ModelAsked);
        json.WriteBoolean("stream"u8, row.Stream);
        json.WriteNumber("status"u8, row.Status);
        json.WriteString("outcome"u8, row.Outcome switch
        {
            BillOutcome.Open => "open",
            BillOutcome.Completed => "completed",
            BillOutcome.Incomplete => "incomplete",
            _ => "refused",
        });
        json.WriteString("fault"u8, row.Fault);
        WriteUsage(json, "usage"u8, row.Usage);
        json.WriteString("startedAt"u8, row.StartedAt);
        if (row.EndedAt is { } ended)
        {
            json.WriteString("endedAt"u8, ended);
        }
        else
        {
            json.WriteNull("endedAt"u8);
        }

        json.WriteEndObject();
    }

    private static void WriteUsage(Utf8JsonWriter json, ReadOnlySpan<byte> name, TokenUsage usage)
    {
        json.WriteStartObject(name);
        json.WriteNumber("input"u8, usage.Input);
        json.WriteNumber("cacheRead"u8, usage.CacheRead);
        json.WriteNumber("cacheWrite5m"u8, usage.CacheWrite5m);
        json.WriteNumber("cacheWrite1h"u8, usage.CacheWrite1h);
        json.WriteNumber("output"u8, usage.Output);
        json.WriteEndObject();
    }

    /// <summary>A row that can still change; only the bill changes it, under its lock.</summary>
    internal sealed class OpenRow(BillRow row)
    {
        public BillRow Row { get; set; } = row;
    }
}
