using System.Collections.Concurrent;
using Clearbar.Routing;
using Clearbar.Tiers;

namespace Clearbar.EndToEnd.Gateway.Conversations;

/// <summary>Certificates that the test grants and revokes between turns, in place of those that would be learned.</summary>
public sealed class RandomCertificates : ICertifiedPolicies
{
    private readonly ConcurrentDictionary<(string Class, string Reference), CertifiedWalk> _walks = new();

    public CertifiedWalk? WalkOf(string className, string reference) =>
        _walks.GetValueOrDefault((className, StrictModel.TierOf(reference)));

    /// <summary>The tiers that may serve in place of <paramref name="reference"/> now, by the grant.</summary>
    public IReadOnlyList<string> TiersOf(string className, string reference) =>
        _walks.TryGetValue((className, reference), out var walk) ? [.. walk.Rungs.Select(static rung => rung.Name)] : [];

    public void Revoke(string className, string reference) => _walks.TryRemove((className, reference), out _);

    public void Grant(string className, string reference, bool endsAtReference, params string[] rungs) =>
        _walks[(className, reference)] = new CertifiedWalk(
            string.Join('>', rungs),
            [.. rungs.Select(static name => Rung.TryParse(name, out var rung) ? rung : throw new ArgumentException(name))],
            endsAtReference,
            "certificate",
            "granted by the test");
}
