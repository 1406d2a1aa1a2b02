using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Requests.Repairs;
using Clearbar.Routing;
using Clearbar.Wire;
using Clearbar.Wire.Crossings;
using Clearbar.Wire.Crossings.OpenAi;

namespace Clearbar.Requests;

/// <summary>One upstream attempt of an exchange, from reservation to settlement.</summary>
public sealed class Attempt
{
    public required Guid EntryId { get; init; }

    public required PlannedStep Step { get; init; }

    /// <summary>The request in the dialect of this attempt's upstream; <see cref="Edits"/> apply to it.</summary>
    public required Rendition Rendition { get; init; }

    /// <summary>What it puts right of an earlier answer of its rung; null for a rung's first answer.</summary>
    public Repair? Repair { get; init; }

    /// <summary>The rung's name on the ledger: a repair's own, so that nobody takes its answer for the rung's first.</summary>
    public string Rung => Repair is null ? Step.Rung : Step.Rung + Tiers.Rung.RepairSuffix;

    /// <summary>The dialect the upstream is spoken to in.</summary>
    public WireDialect Dialect => WireDialects.Of(Step.Dialect);

    public required IReadOnlyList<RequestEdit> Edits { get; init; }

    /// <summary>What of the client's request it does not carry; part of <see cref="Edits"/>.</summary>
    public Omission Omission { get; init; } = Omission.None;

    /// <summary>Prices of this model on this deployment today; null when unknown, which is never zero (invariant I6).</summary>
    public required RateCard? Rate { get; init; }

    /// <summary>The most this attempt can cost; null when the price is unknown.</summary>
    public required Usd? Ceiling { get; init; }

    /// <summary>What it holds of budgets and quotas until it is settled.</summary>
    public AttemptHolds? Holds { get; set; }

    /// <summary>Its ledger entry is in the journal.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Its ledger entry has been settled; nothing may settle it again.</summary>
    public bool IsSettled { get; set; }

    /// <summary>How it was settled; <see cref="EntryOutcome.Open"/> before.</summary>
    public EntryOutcome Outcome { get; set; }

    /// <summary>Set where it is read on beside its request: then its cost is said here, and not charged to the exchange, which may be over.</summary>
    public LateCost? Late { get; set; }

    /// <summary>Clock timestamp of sending; 0 before.</summary>
    public long SentAt { get; set; }

    /// <summary>Milliseconds from sending to the end of the answer where it ended before it is settled; null: it ends with its settlement.</summary>
    public double? TotalMs { get; set; }

    /// <summary>Milliseconds from sending to the first byte of the answer.</summary>
    public double FirstByteMs { get; set; }

    /// <summary>
    /// What brings this attempt's stream into the client's dialect; null when its bytes pass as they are. Of the client's own dialect only OpenAI's
    /// has one: counts that were asked for to meter the call, and not by the client, are taken out again.
    /// </summary>
    public CrossedStream? CreateCrossedStream(Exchange exchange)
    {
        if (Rendition.Crossing is { } crossing)
        {
            return new CrossedStream(crossing.CreateStream(ReplyOf(exchange)));
        }

        return Step.Dialect == Wire.Dialect.OpenAi && !exchange.Outline.WantsStreamUsage ? new CrossedStream(new UsageChunkFilter(exchange.RequestId)) : null;
    }

    /// <summary>What a crossing must know to write the answer.</summary>
    public CrossingReply ReplyOf(Exchange exchange) =>
        new(exchange.RequestId, Step.Model?.Id ?? Step.WireModelId, exchange.Clock.GetUtcNow(), exchange.Outline.WantsStreamUsage);

    /// <summary>What <c>x-clearbar-edits</c> says of this attempt.</summary>
    public string EditLabels() => RequestEdit.LabelsOf(Edits);
}
