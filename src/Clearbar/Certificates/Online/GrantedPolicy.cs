using Clearbar.Routing.Policies;

namespace Clearbar.Certificates.Online;

/// <summary>The policy a class's traffic takes instead of the reference. Immutable.</summary>
/// <param name="Name">For example <c>haiku&gt;opus gates</c>.</param>
/// <param name="Rungs">Rung names in the order they are asked.</param>
/// <param name="Signal">What makes the walk go on.</param>
/// <param name="CertificateId">Names the proof in explanations and observations.</param>
/// <param name="Promise">What was proved.</param>
/// <param name="Why">One sentence with the numbers behind it.</param>
public sealed record GrantedPolicy(
    string Name, IReadOnlyList<string> Rungs, EscalationSignal Signal, string CertificateId, Promise Promise, string Why);
