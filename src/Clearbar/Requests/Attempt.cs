using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Routing;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>One upstream attempt of an exchange, from reservation to settlement.</summary>
public sealed class Attempt
{
    public required Guid EntryId { get; init; }

    public required PlannedStep Step { get; init; }

    public required IReadOnlyList<RequestEdit> Edits { get; init; }

    /// <summary>What of the client's request it does not carry; part of <see cref="Edits"/>.</summary>
    public Omission Omission { get; init; } = Omission.None;

    /// <summary>Prices of this model on this deployment today; null when unknown, which is never zero (invariant I6).</summary>
    public required RateCard? Rate { get; init; }

    /// <summary>The most this attempt can cost; null when the price is unknown.</summary>
    public required Usd? Ceiling { get; init; }

    /// <summary>Its ledger entry is in the journal.</summary>
    public bool IsOpen { get; set; }

    /// <summary>Its ledger entry has been settled; nothing may settle it again.</summary>
    public bool IsSettled { get; set; }

    /// <summary>How it was settled; <see cref="EntryOutcome.Open"/> before.</summary>
    public EntryOutcome Outcome { get; set; }

    /// <summary>Clock timestamp of sending; 0 before.</summary>
    public long SentAt { get; set; }

    /// <summary>Milliseconds from sending to the first byte of the answer.</summary>
    public double FirstByteMs { get; set; }

    /// <summary>What <c>x-clearbar-edits</c> says of this attempt.</summary>
    public string EditLabels() => RequestEdit.LabelsOf(Edits);
}
