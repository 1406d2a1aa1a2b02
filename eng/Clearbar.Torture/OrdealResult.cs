using Clearbar.Torture.Audit;

namespace Clearbar.Torture;

/// <summary>How one ordeal ended.</summary>
/// <param name="State"><c>passed</c>, <c>failed</c> or <c>skipped</c>.</param>
/// <param name="What">What was done, why it failed, or why it was skipped.</param>
internal sealed record OrdealResult(string Name, string State, string What, int Audits, Verdict Verdict);
