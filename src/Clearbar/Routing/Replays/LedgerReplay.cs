using Clearbar.Ledger;
using Clearbar.Ledger.Exports;
using Clearbar.Routing.Policies;

namespace Clearbar.Routing.Replays;

/// <summary>
/// A stretch of the ledger under other policies, prices and models. Rungs that were tried are taken at what they cost and as they were judged; the
/// others are estimated from the tokens of the answer the request got, and how good their answers would have been stays unknown.
/// </summary>
public sealed class LedgerReplay
{
    private const string LocalRung = "local";

    private readonly LedgerReplayOptions _options;
    private readonly LedgerSurvey _survey;
    private readonly RungPrices _prices;
    private readonly ReplayTallies _tallies;
    private readonly ReplayRemarks _remarks;
    private readonly Dictionary<(string Class, string Rung), double> _slopes = [];

    private LedgerReplay(LedgerReplayOptions options, LedgerSurvey survey)
    {
        _options = options;
        _survey = survey;
        _prices = new RungPrices(options, survey);
        _tallies = new ReplayTallies(options.Plan, "as recorded");
        _remarks = new ReplayRemarks(options);
    }

    /// <summary>Replays a stretch that was surveyed before.</summary>
    /// <param name="progress">Called now and then with the entries read since the last call.</param>
    /// <exception cref="ReplayException">The ledger does not say enough, and nothing was given in its stead.</exception>
    public static ReplayResult Run(IEntrySource source, LedgerSurvey survey, LedgerReplayOptions options, Action<int>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(survey);
        ArgumentNullException.ThrowIfNull(options);
        Check(options, survey);
        var replay = new LedgerReplay(options, survey);
        foreach (var request in RequestRecords.Of(ProgressSteps.Of(source.Read(options.From, options.To), progress)))
        {
            replay._tallies.Add(request.Class, replay.Replay(request));
        }

        foreach (var ((className, rung), slope) in replay._slopes)
        {
            replay._tallies.AddDoubt(className, slope * slope * survey.RateOf(className, rung)!.Value.Variance);
        }

        return replay._tallies.ToResult(replay._remarks.ToSentences(replay._prices));
    }

    private static void Check(LedgerReplayOptions options, LedgerSurvey survey)
    {
        foreach (var policy in options.Plan.All)
        {
            if (policy.Signal == EscalationSignal.Agreement)
            {
                throw new ReplayException(
                    $"'{policy.Name}' compares answers, and the ledger stores none; replay it on a recorded sample (--sample FILE).");
            }
        }

        foreach (var unknown in options.Plan.ByClass.Keys.Where(name => !survey.Classes.Contains(name)))
        {
            throw new ReplayException($"The ledger has no class '{unknown}' in this period; it has {string.Join(", ", survey.Classes)}.");
        }
    }

    private ReplayedRequest Replay(RequestRecord request)
    {
        var policy = _options.Plan.For(request.Class);
        var (cost, reason) = (0m, (string?)null);
        Walk? walk = null;
        if (policy is null ? !TryAsRecorded(request, out cost, out reason) : !TryUnder(policy, request, out walk, out cost, out reason))
        {
            _remarks.CarriedOver(reason!);
            cost = request.Cost;
            walk = null;
        }

        var answer = request.Answer;
        var same = reason is null && (policy is null || walk!.IsCertain) && !request.Entries.Any(_prices.IsReplaced);
        return new ReplayedRequest
        {
            Then = request.Cost,
            Now = cost,
            IsReplayed = reason is null,
            Reported = request.Entries[0].RequestId is { } id && _options.Outcomes.TryGetValue(id, out var score) ? score : null,
            EscalationsThen = request.Entries.Count(static entry => entry.Outcome == EntryOutcome.Escalated),
            EscalationsNow = walk?.Escalations ?? request.Entries.Count(static entry => entry.Outcome == EntryOutcome.Escalated),
            SameAnswer = same && answer is not null ? policy is null || policy.Rungs[walk!.Last] == answer.Rung : null,
            MillisecondsThen = Milliseconds(request, static _ => true),
            MillisecondsNow = !same ? null
                : policy is null ? Milliseconds(request, static _ => true)
                : Milliseconds(request, entry => policy.Rungs.Take(walk!.Last + 1).Contains(entry.Rung!)),
        };
    }

    private bool TryAsRecorded(RequestRecord request, out decimal cost, out string? reason)
    {
        cost = 0;
        reason = null;
        foreach (var entry in request.Entries)
        {
            if (!_prices.TryOfAttempt(entry, out var part, out reason))
            {
                return false;
            }

            cost += part;
        }

        return true;
    }

    private bool TryUnder(ReplayPolicy policy, RequestRecord request, out Walk walk, out decimal cost, out string? reason)
    {
        walk = new Walk();
        cost = 0;
        if (request.Answer is not { } answer)
        {
            reason = "no answer with final counts at a known price reached the client";
            return false;
        }

        for (var i = 0; i < policy.Rungs.Count; i++)
        {
            if (!TryRung(policy.Rungs[i], i == policy.Rungs.Count - 1, request, answer, walk, out var goesOn, out reason))
            {
                return false;
            }

            if (!goesOn)
            {
                break;
            }
        }

        cost = walk.Cost + Beside(request);
        foreach (var (rung, slope) in walk.Slopes())
        {
            var key = (request.Class, rung);
            _slopes[key] = _slopes.GetValueOrDefault(key) + slope;
        }

        reason = null;
        return true;
    }

    /// <summary>Takes one rung of the walk; <paramref name="goesOn"/> is false when its answer is certainly the last.</summary>
    private bool TryRung(
        string rung, bool isLast, RequestRecord request, StoredEntry answer, Walk walk, out bool goesOn, out string? reason)
    {
        goesOn = !isLast;
        reason = null;
        var (cost, tries, passed) = (0m, 0, false);
        foreach (var entry in request.Entries)
        {
            if (entry.Rung != rung || !RequestRecord.IsAnswer(entry))
            {
                continue;
            }

            if (!_prices.TryOfAttempt(entry, out var part, out reason))
            {
                return false;
            }

            tries++;
            cost += part;
            passed |= RequestRecord.Passed(entry);
        }

        if (tries == 0 && rung == LocalRung)
        {
            // Rung 0 leaves no entry where it does not answer.
            _remarks.Abstained(isLast);
            reason = isLast ? "rung 0 did not answer, and the policy has nothing behind it" : null;
            walk.Take(0, 1, null, wasTried: true);
            return !isLast;
        }

        if (tries == 0 && !_prices.TryOfUntried(answer, rung, out cost, out reason))
        {
            return false;
        }

        if (tries == 0)
        {
            _remarks.Estimated(rung);
        }

        var (chance, rate) = isLast || (tries > 0 && !passed) ? (isLast ? 0 : 1, null) : ChanceOf(request.Class, rung, tries > 0);
        goesOn = !isLast && chance > 0;
        walk.Take(cost, chance, rate, tries > 0);
        return true;
    }

    /// <summary>Chance that an answer which is not known to have failed does not pass.</summary>
    private (double Chance, string? Rate) ChanceOf(string className, string rung, bool wasTried)
    {
        if (_survey.RateOf(className, rung) is { } recorded)
        {
            // The class's answers are held to a gate at this rung, so one that was accepted has passed it.
            return wasTried ? (0, null) : (_remarks.Recorded(className, rung, recorded).Share, rung);
        }

        if (rung == LocalRung && wasTried)
        {
            return (0, null);
        }

        if (_options.Escalates is not { } given)
        {
            throw new ReplayException(
                $"The ledger has recorded no answer of class '{className}' that failed a gate at {rung}, so it cannot tell how often one would: "
                + "give the share with --escalates 0.2.");
        }

        _remarks.Given(className, rung, given);
        return (given, null);
    }

    /// <summary>What the policy has no say in: errors, broken streams, calls the gateway made for itself.</summary>
    private decimal Beside(RequestRecord request)
    {
        var sum = 0m;
        foreach (var entry in request.Entries)
        {
            if (!RequestRecord.IsAnswer(entry))
            {
                var cost = RequestRecord.CostOf(entry);
                _remarks.Beside(entry, cost);
                sum += cost;
            }
        }

        return sum;
    }

    private static double? Milliseconds(RequestRecord request, Func<StoredEntry, bool> counts)
    {
        var sum = 0.0;
        foreach (var entry in request.Entries)
        {
            sum += RequestRecord.IsAnswer(entry) && counts(entry) ? entry.TotalMs : 0;
        }

        return request.Answer is null || sum <= 0 ? null : sum;
    }
}
