using Clearbar.Routing.Policies;

namespace Clearbar.Certificates.Online;

/// <summary>
/// One chain of a class with its counts: those of this process and those of all replicas together, on which decisions are made. Guarded by
/// the class's lock.
/// </summary>
internal sealed class Candidate(Chain chain, CandidateState own, OnlineOptions options)
{
    public Chain Chain { get; } = chain;

    public string Name => Chain.Name;

    /// <summary>Counts of this process: what it stores.</summary>
    public CandidateState Own { get; } = own;

    /// <summary>Counts of all replicas: what it decides on.</summary>
    public CandidateState Total { get; private set; } = own.Copy();

    /// <summary>Alarms while granted.</summary>
    public ServedWatch? Watch { get; private set; } = own.Grant is { } grant ? new ServedWatch(grant.Promise, options) : null;

    /// <summary>The policy's measured cost over the reference's; the certificate's own figure while too few pairs have costs.</summary>
    public double? CostRatio
        => Total.Costs.Pairs >= options.MinimalCostPairs ? Total.Costs.Ratio
            : Total.Grant is { } grant ? 1 - grant.Saving
            : null;

    /// <summary>Counts one request all of whose needed rungs are known.</summary>
    /// <returns>The alarm on the recent gap rings.</returns>
    public bool Record(RecordedRequest request)
    {
        var result = Chain.Run(request);
        var reference = request.Reference;
        Own.Tally.Record(reference.Score, result.Score);
        Total.Tally.Record(reference.Score, result.Score);
        Own.Costs = Own.Costs.With(result.Cost, reference.Cost);
        Total.Costs = Total.Costs.With(result.Cost, reference.Cost);
        if (Watch is not null)
        {
            return Watch.ObserveGap(reference.Score, result.Score);
        }

        Count(ServedSignal.GateFailed, !request.Rungs[Chain.Rungs[0]].Passes);
        return false;
    }

    /// <summary>Takes a served request; the sentence of the alarm that rings, or null.</summary>
    public string? Observe(ServedObservation observation) => Watch?.Observe(observation, Total, Count);

    public void MoveTo(int step, Grant? grant, PolicyMove? move)
    {
        Own.MoveTo(step, grant, move);
        Total.MoveTo(step, grant, move);
        Watch = grant is null ? null : new ServedWatch(grant.Promise, options);
    }

    /// <summary>Takes over what the other replicas counted and decided.</summary>
    /// <returns>They had decided what this one had not.</returns>
    public bool Join(CandidateState others, int pricesOrder)
    {
        var isNew = others.Step > Own.Step;
        if (isNew)
        {
            MoveTo(others.Step, others.Grant, others.Move);
        }

        Total = CandidateState.Merge(Own, others, pricesOrder);
        return isNew;
    }

    public void RestartCosts()
    {
        Own.Costs = default;
        Total.Costs = default;
    }

    private void Count(ServedSignal signal, bool hit)
    {
        Own.Count(signal, hit);
        Total.Count(signal, hit);
    }
}
