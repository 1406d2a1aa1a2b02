using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Clearbar.Certificates.Online;
using Clearbar.Configuration;
using Clearbar.Requests;
using Clearbar.Tiers;

namespace Clearbar.Routing;

/// <summary>
/// The policy book as the planner reads it, and as configuration opens its pages: a page is a class with a model asked for, and holds as long as the
/// models behind its rungs do.
/// </summary>
public sealed class LearnedPolicies(PolicyBook book) : ICertifiedPolicies
{
    /// <summary>Pages kept open. Past it classes stay with the model asked for: whoever has so many has fingerprints instead of classes.</summary>
    private const int MostPages = 4096;

    private readonly ConditionalWeakTable<GrantedPolicy, CertifiedWalk> _walks = [];
    private readonly ConcurrentDictionary<(string Class, string Reference), GatewaySnapshot> _open = new();

    public PolicyBook Book => book;

    public CertifiedWalk? WalkOf(string className, string reference) =>
        book.PolicyOf(className, reference) is not { } granted ? null
        : _walks.TryGetValue(granted, out var walk) ? walk
        : _walks.GetValue(granted, granted => WalkOf(granted, reference));

    /// <summary>Opens the page of a request's class under the snapshot it lives with; false when there are too many.</summary>
    /// <param name="below">The rungs below <paramref name="reference"/> that may be tried, cheapest first.</param>
    public bool Open(Exchange exchange, Model reference, IReadOnlyList<Rung> below)
    {
        var key = (exchange.Class.Name, reference.Id);
        var known = _open.TryGetValue(key, out var snapshot);
        if (known && ReferenceEquals(snapshot, exchange.Snapshot))
        {
            return true;
        }

        if (!known && _open.Count >= MostPages)
        {
            return false;
        }

        book.Open(SetupOf(exchange, reference, below));
        _open[key] = exchange.Snapshot;
        return true;
    }

    private static ClassSetup SetupOf(Exchange exchange, Model reference, IReadOnlyList<Rung> below)
    {
        var policy = exchange.Class.Policy!;
        return new ClassSetup
        {
            Class = exchange.Class.Name,
            Ladder = [.. below.Select(static rung => rung.Name), reference.Id],
            Models = [.. below.Select(rung => exchange.Snapshot.TierModel(rung.Tier!.Value).Id), reference.Id],
            HasGates = !policy.Gates.IsEmpty,
            Promise = policy.Learning!.Promise,
            Prices = exchange.Snapshot.Prices.Version,
        };
    }

    private static CertifiedWalk WalkOf(GrantedPolicy granted, string reference)
    {
        var rungs = new List<Rung>(granted.Rungs.Count);
        foreach (var name in granted.Rungs)
        {
            if (Rung.TryParse(name, out var rung))
            {
                rungs.Add(rung);
            }
        }

        return new CertifiedWalk(granted.Name, rungs, granted.Rungs[^1] == reference, granted.CertificateId, granted.Why);
    }
}
