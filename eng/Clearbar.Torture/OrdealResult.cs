using Clearbar.Torture.Audit;

namespace Clearbar.Torture;

/// <summary>How one ordeal ended.</summary>
/// <param name="Store">The store's name and version.</param>
/// <param name="State"><c>passed</c>, <c>failed</c> or <c>skipped</c>.</param>
/// <param name="What">What was done, why it failed, or why it was skipped.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record OrdealResult(string Store, string Name, string State, string What, int Audits, Verdict Verdict, int Seconds);
