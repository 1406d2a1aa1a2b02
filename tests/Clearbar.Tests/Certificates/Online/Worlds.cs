using Clearbar.Certificates;
using Clearbar.Certificates.Online;
using Clearbar.Routing.Policies;
using Clearbar.Testing;

namespace Clearbar.Tests.Certificates.Online;

/// <summary>Classes of two or three rungs whose scores are drawn with known chances.</summary>
internal static class Worlds
{
    public static ClassSetup Tickets { get; } = new()
    {
        Class = "tickets",
        Ladder = ["haiku", "opus"],
        Models = ["claude-haiku-4-5", "claude-opus-4-5"],
        HasGates = false,
        Promise = new Promise(0.05, 0.1),
        Prices = "2026-11",
    };

    public static ClassSetup Forms { get; } = Tickets with
    {
        Class = "forms",
        Ladder = ["haiku", "sonnet", "opus"],
        Models = ["claude-haiku-4-5", "claude-sonnet-4-5", "claude-opus-4-5"],
        HasGates = true,
    };

    public static PolicyBook Book(OnlineOptions? options = null, BookState? stored = null)
        => new(options ?? new OnlineOptions(), new ManualTime(), stored ?? BookState.Empty);

    public static RungOutcome Outcome(double score, decimal cost, bool? gate = null)
        => new() { Score = score, Cost = cost, GatePassed = gate };

    /// <summary>One request of a two-rung class.</summary>
    public static ShadowOutcome Pair(double reference, double haiku, decimal haikuCost = 0.001m, string className = "tickets") => new()
    {
        Class = className,
        Reference = "opus",
        Rungs = new Dictionary<string, RungOutcome> { ["haiku"] = Outcome(haiku, haikuCost), ["opus"] = Outcome(reference, 0.005m) },
    };

    /// <summary>A pair whose mean gap is <paramref name="gap"/> and whose scores differ with chance <paramref name="discordant"/>.</summary>
    public static ShadowOutcome Draw(Random random, double gap, double discordant)
    {
        var at = random.NextDouble();
        var lost = (discordant + gap) / 2;
        return at < lost ? Pair(1, 0) : at < discordant ? Pair(0, 1) : Pair(1, 1);
    }
}
