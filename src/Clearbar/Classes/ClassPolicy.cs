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

    /// <summary>Never empty; <c>local</c>, if present, is first.</summary>
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

    /// <summary>The dearest rung: the reference the others are measured against.</summary>
    public Rung Reference => Ladder[^1];
}
