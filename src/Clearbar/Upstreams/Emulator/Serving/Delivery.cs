using System.Buffers;
using System.Globalization;
using Clearbar.Upstreams.Emulator.Faults;
using Clearbar.Upstreams.Emulator.Writing;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>
/// Sends one answer at its pace, whole or as a stream, with the fault that strikes in its middle. Knows at any time what has been
/// generated.
/// </summary>
internal sealed class Delivery(HttpContext context, AnswerShape shape, EmulatedResponse response, Pace pace, FaultRule? fault)
{
    /// <summary>Bytes collected before a stream at full speed is flushed.</summary>
    private const int FlushAt = 32_768;

    private static readonly byte[] s_garbage = "<html><body>502 Bad Gateway</body></html>\n"u8.ToArray();

    private int _generated;

    public required string RequestId { get; init; }

    /// <summary>Called once, right before the first byte: cached prefixes become readable now.</summary>
    public required Action Begun { get; init; }

    /// <summary>
    /// Enters how the attempt ended into the bill; always called before the last byte goes out, so who has read the answer finds it billed.
    /// </summary>
    public required Action<BillOutcome, TokenUsage> Settle { get; init; }

    /// <summary>The prompt and what has been generated so far.</summary>
    public TokenUsage Billed => response.Usage with { Output = _generated };

    /// <summary>Sends the answer as one body.</summary>
    public async Task WholeAsync()
    {
        var output = response.Answer.OutputTokens;
        try
        {
            await HoldFirstByteAsync();
            await pace.WaitAsync(pace.Until(output), context.RequestAborted);
        }
        finally
        {
            _generated = pace.Generated(output);
        }

        Begun();
        using var body = new PooledWriter();
        if (fault?.Kind == FaultKind.Garbage)
        {
            context.Response.ContentType = "text/html";
            body.Write(s_garbage);
        }
        else
        {
            context.Response.ContentType = "application/json";
            shape.WriteWhole(body, response);
            SetCountHeaders();
        }

        SpoilContentType();
        context.Response.ContentLength = body.Count;
        await SendBodyAsync(body);
    }

    /// <summary>Sends the answer as a stream.</summary>
    public async Task StreamAsync()
    {
        await HoldFirstByteAsync();
        await pace.WaitAsync(pace.Until(0), context.RequestAborted);
        Begun();
        context.Response.ContentType = shape.StreamContentType;
        if (shape is InvokeShape)
        {
            context.Response.Headers["x-amzn-bedrock-content-type"] = "application/json";
        }

        SpoilContentType();
        using var pending = new PooledWriter();
        var events = 0;
        foreach (var piece in StreamPiece.Of(response.Answer))
        {
            await KeepPaceAsync(piece, pending);
            var before = pending.Count;
            if (!shape.WritePiece(pending, response, piece))
            {
                continue;
            }

            var isLast = piece.Kind == PieceKind.MessageStop;
            if (fault?.Kind == FaultKind.SlowChunks)
            {
                await StallAsync(pending, before);
            }
            else if (fault is not null && events++ == fault.AfterEvents && await StrikeAsync(pending, before))
            {
                return;
            }

            _generated = piece.OutputTokens;
            if (isLast)
            {
                Settle(BillOutcome.Completed, response.Usage);
            }

            if (isLast || pending.Count >= FlushAt)
            {
                await FlushAsync(pending);
            }
        }
    }

    private async Task KeepPaceAsync(StreamPiece piece, PooledWriter pending)
    {
        if (pace.Free)
        {
            return;
        }

        var delay = pace.Until(piece.OutputTokens);
        if (delay > TimeSpan.Zero)
        {
            await FlushAsync(pending);
            await pace.WaitAsync(delay, context.RequestAborted);
        }
    }

    /// <summary>
    /// Lets the fault strike at the event written last, which begins at <paramref name="start"/>. True when the answer ends here.
    /// </summary>
    private async Task<bool> StrikeAsync(PooledWriter pending, int start)
    {
        switch (fault!.Kind)
        {
            case FaultKind.Stall:
                await StallAsync(pending, start);
                return false;
            case FaultKind.BadCrc:
                pending.Written[^1] ^= 0xFF;
                return false;
            case FaultKind.Cut or FaultKind.EarlyEnd:
                pending.Truncate(start);
                break;
            case FaultKind.ExceptionFrame:
                pending.Truncate(start);
                shape.WriteStreamFailure(pending, fault.ExceptionType, fault.Message, RequestId);
                break;
            case FaultKind.TruncatedSse:
                pending.Truncate(start + ((pending.Count - start) / 2));
                break;
            case FaultKind.Garbage:
                pending.Truncate(start);
                pending.Write(s_garbage);
                break;
            default:
                return false;
        }

        Settle(BillOutcome.Incomplete, Billed);
        await FlushAsync(pending);
        if (fault.Kind == FaultKind.Cut)
        {
            await ConnectionCut.CutAsync(context);
        }

        return true;
    }

    /// <summary>Sends what came before the event at <paramref name="start"/>, waits, and leaves the event for the next flush.</summary>
    private async Task StallAsync(PooledWriter pending, int start)
    {
        using var held = new PooledWriter();
        held.Write(pending.Written[start..]);
        pending.Truncate(start);
        await FlushAsync(pending);
        await pace.HoldAsync(fault!.DelayMilliseconds, context.RequestAborted);
        pending.Write(held.Written);
    }

    private async Task SendBodyAsync(PooledWriter body)
    {
        var writer = context.Response.BodyWriter;
        if (fault?.Kind is not (FaultKind.Cut or FaultKind.Stall))
        {
            Settle(BillOutcome.Completed, response.Usage);
            await writer.WriteAsync(body.WrittenMemory, context.RequestAborted);
            return;
        }

        var half = body.Count / 2;
        if (fault.Kind == FaultKind.Cut)
        {
            Settle(BillOutcome.Incomplete, Billed);
            await writer.WriteAsync(body.WrittenMemory[..half], context.RequestAborted);
            await ConnectionCut.CutAsync(context);
            return;
        }

        await writer.WriteAsync(body.WrittenMemory[..half], context.RequestAborted);
        await pace.HoldAsync(fault.DelayMilliseconds, context.RequestAborted);
        Settle(BillOutcome.Completed, response.Usage);
        await writer.WriteAsync(body.WrittenMemory[half..], context.RequestAborted);
    }

    private void SpoilContentType()
    {
        if (fault?.Kind == FaultKind.WrongContentType)
        {
            context.Response.ContentType = "text/html; charset=utf-8";
        }
    }

    private Task HoldFirstByteAsync() => fault?.Kind == FaultKind.SlowFirstByte
        ? pace.HoldAsync(fault.DelayMilliseconds, context.RequestAborted)
        : Task.CompletedTask;

    private async Task FlushAsync(PooledWriter pending)
    {
        await context.Response.BodyWriter.WriteAsync(pending.WrittenMemory, context.RequestAborted);
        context.RequestAborted.ThrowIfCancellationRequested();
        pending.Clear();
    }

    /// <summary>Counts in headers, on whole answers of InvokeModel; seen on the real service, not part of its model.</summary>
    private void SetCountHeaders()
    {
        if (shape is not InvokeShape)
        {
            return;
        }

        var headers = context.Response.Headers;
        var usage = response.Usage;
        headers["x-amzn-bedrock-invocation-latency"] = Text(response.LatencyMilliseconds);
        headers["x-amzn-bedrock-input-token-count"] = Text(usage.Input);
        headers["x-amzn-bedrock-output-token-count"] = Text(usage.Output);
        headers["x-amzn-bedrock-cache-read-input-token-count"] = Text(usage.CacheRead);
        headers["x-amzn-bedrock-cache-write-input-token-count"] = Text(usage.CacheWrite5m + usage.CacheWrite1h);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
