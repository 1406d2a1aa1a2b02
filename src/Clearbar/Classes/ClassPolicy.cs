using System.Collections.Immutable;
using Clearbar.Configuration;
using Clearbar.Gates;
using Clearbar.LocalAnswers;
using Clearbar.Tiers;

namespace Clearbar.Classes;

/// <summary>An owner's policy for one class, compiled: immutable, part of a snapshot.</summary>
public sealed record ClassPolicy
{
    public required string Name { get; init; }

    /// <summary>The owner's own ladder, <c>local</c> first if present; empty where none was written and the model asked for is the rule.</summary>
    public required ImmutableArray<Rung> Ladder { get; init; }

    public required Delivery Delivery { get; init; }

    public required GateSet Gates { get; init; }

    /// <summary>Rung 0 as trained by the owner; null when there is none.</summary>
    public LocalRung? Local { get; init; }

    /// <summary>How rung 0 learns; null when it does not. Then what it has learned answers instead of <see cref="Local"/>.</summary>
    public LocalLearningOptions? LocalLearning { get; init; }

    public required int ThinkingBudget { get; init; }

    /// <summary>The class's own word on hedging; zero: never; null: it has none.</summary>
    public TimeSpan? HedgeAfter { get; init; }

    /// <summary>Rungs that would most likely not pass may be left out of a climb.</summary>
    public bool Foresight { get; init; } = true;

    /// <summary>A refusal is answered by the next rung instead of being the answer.</summary>
    public bool EscalatesRefusals { get; init; }

    public EarlyRefusal EarlyRefusal { get; init; }

    /// <summary>Characters of text after which a stream is released; null: it is held to its end.</summary>
    public int? HoldBack { get; init; }

    /// <summary>
    /// An answer that broke a rule is put right by its own rung before the next one is asked. Only beside a ladder: a certificate speaks of the answers it was
    /// made of, and those were not repaired.
    /// </summary>
    public bool Repairs { get; init; }

    /// <summary>Time after arrival from which on no further call is begun for a request; null: none.</summary>
    public TimeSpan? MaxLatency { get; init; }

    /// <summary>What may be learned for the class; null: nothing.</summary>
    public LearningOptions? Learning { get; init; }

    public bool HasLadder => !Ladder.IsEmpty;

    /// <summary>The dearest rung of a ladder: the reference the others are measured against.</summary>
    public Rung Reference => Ladder[^1];

    /// <summary>The policy of classes the owner has not named.</summary>
    public static ClassPolicy OfUnnamed(LearningOptions? learning) => new()
    {
        Name = "", Ladder = [], Delivery = Delivery.BufferAndCheck, Gates = GateSet.Empty,
        ThinkingBudget = ClassOptions.DefaultThinkingBudget, Learning = learning,
    };
}
