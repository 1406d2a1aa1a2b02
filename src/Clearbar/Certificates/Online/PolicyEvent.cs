namespace Clearbar.Certificates.Online;

/// <summary>One change of a class's policy with the numbers behind it.</summary>
/// <param name="At">When.</param>
/// <param name="Class">Name of the class.</param>
/// <param name="Reference">The tier asked for.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Policy">The candidate concerned; empty when it is the whole class.</param>
/// <param name="Why">One sentence with the numbers.</param>
public sealed record PolicyEvent(
    DateTimeOffset At, string Class, string Reference, PolicyEventKind Kind, string Policy, string Why);
