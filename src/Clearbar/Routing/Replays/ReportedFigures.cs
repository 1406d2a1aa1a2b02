namespace Clearbar.Routing.Replays;

/// <summary>What applications reported of the answers they were given.</summary>
/// <param name="Known">Requests with a reported outcome.</param>
/// <param name="Then">Mean score of their answers.</param>
/// <param name="Kept">Those that would certainly get the same answer.</param>
/// <param name="KeptScore">Mean score of these; null where there is none.</param>
/// <param name="OtherScore">Mean score then of the others, whose answer now is unknown; null where there is none.</param>
public sealed record ReportedFigures(long Known, Measured Then, long Kept, Measured? KeptScore, Measured? OtherScore);
