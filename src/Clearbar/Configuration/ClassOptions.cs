using System.Text.Json;
using Clearbar.Classes;
using Clearbar.Tiers;

namespace Clearbar.Configuration;

/// <summary>How a class's answers reach the client.</summary>
public enum Delivery : byte
{
    /// <summary>The starting rung's answer is relayed as it comes; nothing is checked first.</summary>
    Commit,

    /// <summary>The answer is held until its gates have passed; a failed gate climbs to the next rung.</summary>
    BufferAndCheck,
}

/// <summary>What becomes of an answer that cannot pass its gates any more while it still arrives, where there is a next rung.</summary>
public enum EarlyRefusal : byte
{
    /// <summary>The next rung is asked at once; what is left is read beside the request, so that the ledger has the provider's own counts.</summary>
    Drain,

    /// <summary>The next rung is asked at once, and the upstream's connection is closed: its cost is not known, up to its ceiling.</summary>
    Cancel,

    /// <summary>The answer is read to its end before anybody else is asked.</summary>
    Off,
}

/// <summary>A class's rung 0: a learned answerer and when to trust it.</summary>
public sealed record LocalOptions
{
    /// <summary>File made by <c>clearbar train</c>; null where rung 0 learns from the traffic instead.</summary>
    public string? Answerer { get; init; }

    /// <summary>How it learns from accepted answers of higher rungs; null unless the owner switched it on.</summary>
    public LocalLearningOptions? Learning { get; init; }

    /// <summary>Answer only at or above this calibrated confidence, 0 to 1. When absent, <see cref="Agreement"/> chooses it.</summary>
    public double? Confidence { get; init; }

    /// <summary>Answer only where agreement with the label is at least this share, by the answerer's own calibration curve. Default 0.97.</summary>
    public double Agreement { get; init; } = 0.97;

    /// <summary>JSON member that receives the label; when null the answer is the bare label.</summary>
    public string? LabelMember { get; init; }

    /// <summary>JSON member that receives the confidence, if any.</summary>
    public string? ConfidenceMember { get; init; }
}

/// <summary>How a class is divided by the text of its requests: exactly one of the two is set.</summary>
/// <param name="Groups">Kinds to find as they come, 2 to <see cref="TextGroups.MaxGroups"/>; 0 when an answerer divides.</param>
/// <param name="Answerer">File made by <c>clearbar train</c>, whose labels divide.</param>
public sealed record SplitOptions(int Groups, string? Answerer);

/// <summary>What the owner wrote about one class.</summary>
public sealed record ClassOptions
{
    public required string Name { get; init; }

    /// <summary>Requests that belong to this class by where they come from; null: none do.</summary>
    public ClassMatch? Match { get; init; }

    public SplitOptions? Split { get; init; }

    /// <summary>Fingerprints (16 hex digits, as shown in <c>x-clearbar-class: fp-…</c>) that belong to this class.</summary>
    public IReadOnlyList<string> Fingerprints { get; init; } = [];

    /// <summary>
    /// The owner's explicit policy: which rungs a request of this class may be answered on, cheapest first. Writing it is what allows a cheaper
    /// tier than the one asked for (invariant I8). Empty: the model asked for is used.
    /// </summary>
    public IReadOnlyList<Rung> Ladder { get; init; } = [];

    public Delivery Delivery { get; init; } = Delivery.BufferAndCheck;

    /// <summary>The gates as written; compiled by the gate factory.</summary>
    public IReadOnlyList<(string Key, JsonElement Value)> Gates { get; init; } = [];

    public LocalOptions? Local { get; init; }

    public const int DefaultThinkingBudget = 4096;

    /// <summary>Thinking tokens a <c>+thinking</c> rung may spend. Default 4,096; at least 1,024 (Anthropic's minimum).</summary>
    public int ThinkingBudget { get; init; } = DefaultThinkingBudget;

    /// <summary>Silence after which a second deployment is asked as well; zero: never; null: as <see cref="ResilienceOptions.HedgeAfter"/> says.</summary>
    public TimeSpan? HedgeAfter { get; init; }

    /// <summary>Rungs that would most likely not pass may be left out of a climb. Default true.</summary>
    public bool Foresight { get; init; } = true;

    /// <summary>A refusal is answered by the next rung instead of being the answer. Default false: refusals are not shopped around.</summary>
    public bool EscalatesRefusals { get; init; }

    public EarlyRefusal EarlyRefusal { get; init; }

    /// <summary>
    /// Characters of text after which a stream is released although its gates are not sure yet, 1 to <see cref="MaxHoldBack"/>; null: it is held to its end.
    /// </summary>
    public int? HoldBack { get; init; }

    public const int MaxHoldBack = 100_000;

    /// <summary>An answer that broke a rule is put right by its own rung, once, before the next one is asked. Default false; only with a ladder.</summary>
    public bool Repairs { get; init; }

    /// <summary>Time after arrival from which on no further call is begun for a request; null: none.</summary>
    public TimeSpan? MaxLatency { get; init; }

    /// <summary>What may be learned for this class; null: nothing.</summary>
    public LearningOptions? Learning { get; init; }
}
