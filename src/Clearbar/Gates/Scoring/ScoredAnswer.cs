using Clearbar.Routing.Policies;

namespace Clearbar.Gates.Scoring;

/// <summary>What is kept of an answer until its outcome is known: hashes and numbers, no text.</summary>
/// <param name="Attempt">Ledger entry of the attempt that brought it.</param>
/// <param name="Rung">Who answered.</param>
/// <param name="Features">What was seen of it.</param>
/// <param name="Length">Natural logarithm of one more than its characters.</param>
/// <param name="Weight">For how many answers it stands: one that was let through stands for those that were refused.</param>
public sealed record ScoredAnswer(Guid Attempt, string Rung, SparseFeatures Features, double Length, float Weight);
