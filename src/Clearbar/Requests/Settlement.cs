using Clearbar.Budgets;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Requests.Repairs;
using Clearbar.Routing;
using Clearbar.Tiers;
using Clearbar.Tokens;
using Clearbar.Upstreams;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// Steps 6 and 10: the two halves of a ledger entry. Opened before the first byte leaves, settled before the client sees the last one
/// (invariant I1). Each method settles exactly one attempt, with the provider's own usage; what is not known is marked, never zero (invariant I6).
/// </summary>
public sealed class Settlement(
    ILedger ledger, ToolLoops toolLoops, ThinkingOrigins thinking, TokenEstimator estimator, LoopGrace grace, IEnumerable<IAnswerWitness> witnesses)
{
    private const string Unrecorded = "the ledger could not record the answer in time, so the client did not get it";

    private readonly IAnswerWitness[] _witnesses = [.. witnesses];

    /// <summary>Step 6. After it returns, the attempt may be sent. Throws <see cref="LedgerUnavailableException"/>.</summary>
    public void Open(Exchange exchange, Attempt attempt)
    {
        ledger.Open(EntryOf(exchange, attempt.EntryId, attempt.Step) with
        {
            Rung = attempt.Rung,
            Ceiling = attempt.Ceiling,
            EstimatedPromptTokens = Estimated(exchange, attempt).Prompt + (attempt.Repair?.PromptEstimate ?? 0),
            Edits = attempt.Edits.Count == 0 ? null : attempt.EditLabels(),
        });
        attempt.IsOpen = true;
        attempt.Holds?.MarkSent();
    }

    /// <summary>The answer is about to reach the client, or would have: one that was drained is whole and nobody's.</summary>
    /// <param name="verdict">Why it is accepted although a gate did not pass it; null when all passed.</param>
    public void Accepted(Exchange exchange, Attempt attempt, UpstreamReply reply, Answer answer, string? verdict)
    {
        if (exchange.IsDraining)
        {
            Settle(exchange, attempt, EntryOutcome.ClientGone, reply, answer, "the client hung up; its answer was read to the end");
            return;
        }

        toolLoops.Remember(answer.ToolCalls, attempt.Step);
        thinking.Remember(answer.ThinkingSignatures, attempt.Step.Model);
        grace.Follow(exchange.Outline.ToolResultIds, answer.ToolCalls);
        Settle(exchange, attempt, EntryOutcome.Accepted, reply, answer, verdict);
        exchange.Tried?.Add(new TriedRung(attempt.Step, answer));
        foreach (var witness in _witnesses)
        {
            witness.Accepted(exchange, attempt, answer, verdict);
        }
    }

    /// <summary>An extra call of the gateway's own is over; its answer goes to no client.</summary>
    /// <param name="purpose"><see cref="EntryOutcome.Shadow"/>, <see cref="EntryOutcome.Sample"/> or <see cref="EntryOutcome.Judge"/>.</param>
    public void SideCall(Exchange exchange, Attempt attempt, UpstreamReply reply, Answer answer, EntryOutcome purpose, string reason) =>
        Settle(exchange, attempt, purpose, reply, answer, reason);

    /// <summary>A gate did not pass the answer; another one is asked for. It is paid all the same.</summary>
    public void Escalated(Exchange exchange, Attempt attempt, UpstreamReply reply, Answer answer, string reason)
    {
        Settle(exchange, attempt, EntryOutcome.Escalated, reply, answer, reason);
        exchange.Tried?.Add(new TriedRung(attempt.Step, answer));
    }

    /// <summary>
    /// A gate had refused the answer before its end, and the next rung was asked meanwhile. May run beside the request, and after it.
    /// </summary>
    /// <param name="isWhole">What was left of it has been read. Otherwise its provider may still be generating: its cost is unknown up to the ceiling.</param>
    public void RefusedEarly(Exchange exchange, Attempt attempt, UpstreamReply reply, Answer answer, bool isWhole, string reason)
    {
        if (isWhole)
        {
            Settle(exchange, attempt, EntryOutcome.Escalated, reply, answer, reason);
            return;
        }

        Record(exchange, attempt, Half(exchange, attempt, EntryOutcome.Escalated, reply, reason) with
        {
            PriceStatus = PriceStatus.Unknown, ServedModel = answer.Model,
        });
    }

    /// <summary>The answer broke off.</summary>
    public void Broken(Exchange exchange, Attempt attempt, UpstreamReply? reply, Answer? soFar, string reason) =>
        Settle(exchange, attempt, EntryOutcome.Broken, reply, soFar, reason);

    /// <summary>The client hung up; the upstream call is cancelled.</summary>
    public void ClientGone(Exchange exchange, Attempt attempt, UpstreamReply? reply, Answer? soFar) =>
        Settle(exchange, attempt, EntryOutcome.ClientGone, reply, soFar, "the client hung up");

    /// <summary>
    /// The upstream answered with an error instead of an answer, which is not billed. A model that ran out of time or failed at its work may have
    /// generated before it did (408, 424, 504): what that costs nobody says, so it is unknown up to the ceiling.
    /// </summary>
    public void Refused(Exchange exchange, Attempt attempt, UpstreamReply reply, GatewayError error) =>
        Failed(exchange, attempt, reply, error.Kind.ToString(), free: reply.UpstreamStatus is not (408 or 424 or 504));

    /// <summary>No HTTP answer came. Free only if nothing was sent; otherwise unknown up to the ceiling.</summary>
    public void Unreached(Exchange exchange, Attempt attempt, UpstreamFailure failure) =>
        Failed(exchange, attempt, null, failure.Message, free: failure.Stage == FailureStage.Connect);

    /// <summary>A hedged call that was cancelled because the other one began to answer first: what it has cost nobody says.</summary>
    public void Superseded(Exchange exchange, Attempt attempt, UpstreamReply? reply) =>
        Failed(exchange, attempt, reply, "another deployment answered first", free: false);

    /// <summary>Rung 0 answered: one entry at no charge, with the tokens it avoided as an estimate for baselines.</summary>
    public void AnsweredLocally(Exchange exchange, PlannedStep step, Answer answer, TokenUsage avoided)
    {
        var id = Guid.CreateVersion7(exchange.Clock.GetUtcNow());
        ledger.Open(EntryOf(exchange, id, step) with { Ceiling = Usd.Zero, EstimatedPromptTokens = avoided.Prompt });
        Write(new SettledEntry
        {
            EntryId = id,
            SettledAt = exchange.Clock.GetUtcNow(),
            Outcome = EntryOutcome.Accepted,
            UsageIsFinal = true,
            Cost = Usd.Zero,
            PriceStatus = PriceStatus.Exact,
            PriceBook = exchange.Snapshot.Prices.Version,
            ServedModel = answer.Model,
            GatewayMs = exchange.GatewayMs,
            Avoided = avoided,
        });
        exchange.Charge(Usd.Zero);
    }

    private void Failed(Exchange exchange, Attempt attempt, UpstreamReply? reply, string reason, bool free) =>
        Record(exchange, attempt, Half(exchange, attempt, EntryOutcome.Failed, reply, reason) with
        {
            Cost = free ? Usd.Zero : null,
            PriceStatus = free ? PriceStatus.Exact : PriceStatus.Unknown,
            UsageIsFinal = free,
        });

    private void Settle(Exchange exchange, Attempt attempt, EntryOutcome outcome, UpstreamReply? reply, Answer? answer, string? reason)
    {
        var half = Half(exchange, attempt, outcome, reply, reason);
        var brokeOff = outcome is EntryOutcome.Broken or EntryOutcome.ClientGone;
        if (answer is null || (!answer.UsageIsFinal && answer.Usage == default && !(brokeOff && HasBegun(answer))))
        {
            Record(exchange, attempt, half with { PriceStatus = PriceStatus.Unknown, ServedModel = answer?.Model });
            return;
        }

        var usage = answer.UsageIsFinal ? answer.Usage : UsageSoFar(exchange, attempt, answer);
        if (answer.UsageIsFinal && outcome != EntryOutcome.Judge && attempt.Repair is null && attempt.Step.Model is { } model)
        {
            estimator.Settle(exchange.Class.Name, model.Id, IsNewerTokenizer(model), PromptFacts.Of(exchange.Outline), usage);
        }

        var (cost, lines) = PriceOf(exchange, attempt, reply, answer, usage);
        Record(exchange, attempt, half with
        {
            Usage = usage,
            UsageIsFinal = answer.UsageIsFinal,
            Cost = cost,
            Lines = lines,
            PriceStatus = cost is null ? PriceStatus.Unknown : answer.UsageIsFinal ? PriceStatus.Exact : PriceStatus.Estimated,
            ServedModel = answer.Model,
            Avoided = attempt.Repair is { } repair ? AskedOnce(repair, usage) : null,
        });
    }

    /// <summary>What a model that is asked once would have used for the same answer: that is what baselines compare with.</summary>
    private static TokenUsage AskedOnce(Repair repair, in TokenUsage usage) => repair.Refused.UsageIsFinal
        ? repair.Refused.Usage with { Output = usage.Output }
        : usage with { Input = Math.Max(0, usage.Input - repair.PromptEstimate) };

    private void Record(Exchange exchange, Attempt attempt, SettledEntry entry)
    {
        // Before it stands on the ledger: who sees it there is told its cost by the request as well.
        attempt.Late?.Say(entry.Cost);
        try
        {
            Write(entry);
        }
        finally
        {
            // Also when it is only owed to the journal: its cost is known, and nothing may settle it again.
            attempt.Holds?.Settle(entry);
            if (attempt.Late is null)
            {
                exchange.Charge(entry.Cost, attempt.Ceiling);
            }

            attempt.IsSettled = true;
            attempt.Outcome = entry.Outcome;
        }
    }

    private void Write(SettledEntry entry)
    {
        try
        {
            ledger.Settle(entry);
        }
        catch (LedgerUnavailableException)
        {
            // The client must not see this answer's end, but what it has cost stays known: kept until the journal can be written again.
            ledger.SettleLater(entry.Outcome == EntryOutcome.Accepted ? entry with { Outcome = EntryOutcome.Broken, Reason = Unrecorded } : entry);
            throw;
        }
    }

    private static SettledEntry Half(Exchange exchange, Attempt attempt, EntryOutcome outcome, UpstreamReply? reply, string? reason) => new()
    {
        EntryId = attempt.EntryId,
        SettledAt = exchange.Clock.GetUtcNow(),
        Outcome = outcome,
        Status = reply?.UpstreamStatus ?? 0,
        UpstreamRequestId = reply?.RequestId,
        PriceBook = exchange.Snapshot.Prices.Version,
        Reason = reason,
        FirstByteMs = attempt.FirstByteMs,
        TotalMs = attempt.TotalMs ?? (attempt.SentAt == 0 ? 0 : exchange.Clock.GetElapsedTime(attempt.SentAt).TotalMilliseconds),
        GatewayMs = exchange.GatewayMs,
    };

    private static OpenedEntry EntryOf(Exchange exchange, Guid id, PlannedStep step) => new()
    {
        EntryId = id,
        RequestId = exchange.RequestId,
        Attempt = ++exchange.Attempts,
        OpenedAt = exchange.Clock.GetUtcNow(),
        Class = exchange.Class.Name,
        Rung = step.Rung,
        Deployment = step.Deployment?.Name ?? "local",
        Surface = step.Deployment?.Surface ?? Surface.Local,
        Model = step.Deployment is null ? "local" : step.PricedModelId,
        AskedModel = exchange.Outline.Model,
        Dialect = exchange.Outline.Dialect,
        Stream = exchange.Outline.Stream,
        KeyId = exchange.Caller.KeyId,
        PriceBook = exchange.Snapshot.Prices.Version,
        Tags = exchange.Tags,
    };

    private static bool HasBegun(Answer answer) => answer.Text.Length > 0 || answer.ToolCalls.Count > 0;

    /// <summary>
    /// A stream that broke off says only a placeholder of output tokens (Anthropic: 1 in message_start) or nothing at all (Converse): then the
    /// text that came is the better lower bound, and the prompt's size the best estimate of what was read.
    /// </summary>
    private TokenUsage UsageSoFar(Exchange exchange, Attempt attempt, Answer answer)
    {
        var said = answer.Usage;
        return said with
        {
            Input = said.Prompt == 0 ? Estimated(exchange, attempt).Prompt : said.Input,
            Output = Math.Max(said.Output, Reservations.OutputEstimate(answer.Text)),
        };
    }

    /// <summary>What the attempt is expected to use, by what its class has used at this model so far.</summary>
    private TokenUsage Estimated(Exchange exchange, Attempt attempt)
    {
        var model = attempt.Step.Model;
        return estimator.Estimate(
            exchange.Class.Name, model?.Id ?? "", model is not null && IsNewerTokenizer(model), PromptFacts.Of(exchange.Outline)).Usage;
    }

    private static bool IsNewerTokenizer(Model model) => model.Tokenizer == "v2";

    private static (Usd? Cost, IReadOnlyList<LedgerLine> Lines) PriceOf(
        Exchange exchange, Attempt attempt, UpstreamReply? reply, Answer answer, TokenUsage usage)
    {
        Span<ChargeLine> lines = stackalloc ChargeLine[RateCard.MaxLines];
        var served = reply?.Header("x-amzn-bedrock-service-tier") ?? answer.ServiceTier;
        if (RateFor(exchange, attempt, answer, served) is not { } rate || !rate.TryCharge(usage, lines, out var count, out var cost, out _))
        {
            return (null, []);
        }

        var kept = new LedgerLine[count];
        for (var i = 0; i < count; i++)
        {
            kept[i] = new LedgerLine(lines[i].Name, lines[i].Quantity, lines[i].Rate, lines[i].Multiplier, lines[i].Amount);
        }

        return (cost, kept);
    }

    /// <summary>What the response reports it was served as decides the price; what was asked for is the fallback (requirement 7).</summary>
    /// <param name="served">Service tier: InvokeModel tells it in a header, the other dialects in the body.</param>
    private static RateCard? RateFor(Exchange exchange, Attempt attempt, Answer answer, string? served)
    {
        var fast = answer.Speed is "fast";
        var geo = answer.InferenceGeo is "us" ? answer.InferenceGeo : null;
        var tier = served is null or "standard" or "default" ? null : served;
        if (attempt.Rate is null || (!fast && geo is null && tier is null))
        {
            return attempt.Rate;
        }

        return exchange.Snapshot.RateOf(attempt.Rate.Query with
        {
            ServedSpeed = fast ? Speed.Fast : null,
            AskedSpeed = fast ? Speed.Fast : null,
            InferenceGeo = geo,
            Batch = tier is "batch",
            ServiceTier = tier is "batch" ? null : tier,
        });
    }
}
