using Clearbar.Pricing;

namespace Clearbar.Cli.Calibrating;

/// <summary>
/// Asks every request on every rung, several requests at a time, under the cap. While there is plenty, each request in flight has a share of what is
/// left; once a share is too small the rest is asked one after another with all that is left, until a call might pass the cap.
/// </summary>
internal sealed class LiveRun(
    RungAsker asker, OfflineGates gates, OutcomeRecord record, CostCap cap, IReadOnlyList<string> rungs, bool emulated, Action<CostCap> advance)
{
    /// <summary>Requests in flight at once: enough to hide latency, few enough for the smallest provider quota.</summary>
    private const int AtOnce = 4;

    /// <summary>So many failures without a success between them are no accident of single requests.</summary>
    private const int FailuresInARow = 5;

    private readonly Lock _lock = new();
    private readonly Queue<PendingRequest> _waiting = new();
    private readonly List<PendingRequest> _tooDear = [];
    private int _done;
    private int _failed;
    private int _inARow;
    private string? _firstFailure;
    private string? _stopped;

    public async Task<LiveResult> RunAsync(IEnumerable<AskedRequest> requests, CancellationToken cancellation)
    {
        foreach (var request in requests)
        {
            _waiting.Enqueue(new PendingRequest(request, new RungReply?[rungs.Count]));
        }

        var workers = new Task[AtOnce];
        for (var worker = 0; worker < workers.Length; worker++)
        {
            workers[worker] = WorkAsync(AtOnce, cancellation);
        }

        await Task.WhenAll(workers);
        await AloneAsync(cancellation);
        return new LiveResult { Done = _done, Failed = _failed, FirstFailure = _firstFailure, Stopped = _stopped, Spent = cap.Spent };
    }

    private async Task AloneAsync(CancellationToken cancellation)
    {
        var rest = _waiting.ToArray();
        _waiting.Clear();
        foreach (var pending in _tooDear.OrderBy(static pending => pending.Request.Line).Concat(rest))
        {
            _waiting.Enqueue(pending);
        }

        _tooDear.Clear();
        await WorkAsync(1, cancellation);
        if (_tooDear.Count > 0)
        {
            _stopped ??= $"the next call could cost more than what is left of ${cap.Cap}";
        }
    }

    /// <summary>Works until nothing is waiting, a share was too small, or the run has to stop.</summary>
    private async Task WorkAsync(int workers, CancellationToken cancellation)
    {
        while (Next() is { } pending)
        {
            var share = cap.Borrow(workers);
            var left = share;
            try
            {
                CallFailure? failure = null;
                // The dearest rung first: if the cap refuses one, the least has been paid for nothing.
                for (var rung = rungs.Count - 1; rung >= 0 && failure is null; rung--)
                {
                    if (pending.Replies[rung] is null)
                    {
                        (var reply, failure, var spent) = await asker.AskAsync(pending.Request, rung, left, cancellation);
                        left -= spent;
                        pending.Replies[rung] = reply;
                    }
                }

                Finish(pending, failure);
            }
            catch
            {
                // Cancelled, or the record cannot be written: nothing more is paid for.
                Stop("stopped");
                throw;
            }
            finally
            {
                cap.Return(share, share - left);
            }

            advance(cap);
        }
    }

    private PendingRequest? Next()
    {
        lock (_lock)
        {
            return _stopped is null && _tooDear.Count == 0 && _waiting.TryDequeue(out var pending) ? pending : null;
        }
    }

    private void Finish(PendingRequest pending, CallFailure? failure)
    {
        if (failure is null)
        {
            record.Add(OutcomeLine.Of(pending.Request, rungs, Judged(pending), emulated));
        }

        lock (_lock)
        {
            switch (failure?.Reach)
            {
                case null:
                    _done++;
                    _inARow = 0;
                    break;
                case FailureReach.Cap:
                    _tooDear.Add(pending);
                    break;
                default:
                    _failed++;
                    _inARow++;
                    _firstFailure ??= $"request \"{pending.Request.Id}\" (line {pending.Request.Line}): {failure.Message}";
                    _stopped ??= failure.Reach == FailureReach.Run ? failure.Message
                        : _inARow >= FailuresInARow ? $"{FailuresInARow} requests failed one after another" : null;
                    break;
            }
        }
    }

    private void Stop(string reason)
    {
        lock (_lock)
        {
            _stopped ??= reason;
        }
    }

    private RungReply[] Judged(PendingRequest pending)
    {
        var replies = new RungReply[rungs.Count];
        for (var rung = 0; rung < replies.Length; rung++)
        {
            var reply = pending.Replies[rung]!;
            replies[rung] = reply with { Gate = gates.Judge(pending.Request.Class ?? reply.Class, pending.Request.Bodies[rung], reply.Answer) };
        }

        return replies;
    }

    /// <summary>A request with the answers it has so far: what was paid for is not asked again.</summary>
    private sealed record PendingRequest(AskedRequest Request, RungReply?[] Replies);
}
