namespace Clearbar.Routing.Replays;

/// <summary>One replay: figures per class and of all, and everything that was assumed.</summary>
/// <param name="Name">The policy asked for, in words.</param>
/// <param name="Classes">One per class, in ordinal order.</param>
/// <param name="Total">All classes together.</param>
/// <param name="Assumptions">Sentences; nothing in the figures rests on anything else.</param>
public sealed record ReplayResult(
    string Name, IReadOnlyList<ReplayFigures> Classes, ReplayFigures Total, IReadOnlyList<string> Assumptions);
