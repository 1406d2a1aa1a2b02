using System.Globalization;

namespace Clearbar.Certificates.Online;

/// <content>Decides on the counts: grants, takes grants back, and chooses what traffic takes.</content>
internal sealed partial class ClassEvidence
{
    /// <summary>
    /// Promotes what all replicas have stored together: their sum is the same for whoever looks next, only larger. What this one has counted since does
    /// not belong to it yet (see docs/decisions/0011).
    /// </summary>
    /// <param name="stored">What this replica stored.</param>
    /// <param name="others">What all others had stored at that moment, on the same basis.</param>
    /// <param name="now">The time.</param>
    public void Promote(ClassState stored, ClassState? others, DateTimeOffset now)
    {
        if (stored.Basis != _own.Basis || stored.Epoch != _own.Epoch)
        {
            // Has been started anew since.
            return;
        }

        others = others?.Epoch == stored.Epoch ? others : null;
        foreach (var candidate in _candidates)
        {
            var mine = stored.Candidates.GetValueOrDefault(candidate.Name) ?? new CandidateState();
            var theirs = others?.Candidates.GetValueOrDefault(candidate.Name) ?? new CandidateState();
            var together = CandidateState.Merge(mine, theirs, others is null ? 1 : PricesOrder(stored, others));
            if (!together.IsGranted && together.Step == candidate.Total.Step)
            {
                JudgeOpen(candidate, together, now);
            }
        }

        Choose(now);
    }

    private static int PricesOrder(ClassState left, ClassState right)
    {
        var order = left.PriceEpoch.CompareTo(right.PriceEpoch);
        return order != 0 ? order : string.CompareOrdinal(left.Prices, right.Prices);
    }

    private void Judge(Candidate candidate, DateTimeOffset now)
    {
        var (total, tally) = (candidate.Total, candidate.Total.Tally);
        if (total.Grant is { } grant)
        {
            // Taking back needs no agreement: at worst a good policy has to be proved again.
            var against = BettingTest.EvidenceAbove(tally, grant.Promise.Epsilon);
            if (against >= 1 / grant.Promise.Delta)
            {
                TakeBack(candidate, PolicyEventKind.Demoted, Sentences.Demoted(tally, grant.Promise, against), now);
            }
        }
        else if (!_options.IsShared)
        {
            JudgeOpen(candidate, total, now);
        }
    }

    private void JudgeOpen(Candidate candidate, CandidateState counts, DateTimeOffset now)
    {
        var target = Target(candidate);
        if (counts.Tally.Pairs < _options.MinimalPairs || BettingTest.EvidenceBelow(counts.Tally, Setup.Promise.Epsilon) is var evidence && evidence < target)
        {
            return;
        }

        var id = string.Create(
            CultureInfo.InvariantCulture, $"{Setup.Class}/{Setup.Reference}/{candidate.Name}/{Epoch}.{counts.Trial + 1}");
        Advance(
            candidate, Grant.Of(counts, id, Setup.Promise, Sentences.Promoted(counts, Setup.Promise, evidence, target), now), PolicyEventKind.Promoted, now);
    }

    private void TakeBack(Candidate candidate, PolicyEventKind kind, string why, DateTimeOffset now) =>
        Step(candidate, null, new PolicyMove(kind, now, why));

    private void Advance(Candidate candidate, Grant grant, PolicyEventKind kind, DateTimeOffset now) =>
        Step(candidate, grant, new PolicyMove(kind, now, grant.Why));

    private void Step(Candidate candidate, Grant? grant, PolicyMove move)
    {
        candidate.MoveTo(candidate.Total.Step + 1, grant, move);
        Revision++;
        Tell(move, candidate.Name);
    }

    private void Choose(DateTimeOffset now)
    {
        var next = IsFrozen ? null : PolicyChoice.Of(_candidates, _chosen, _options);
        if (next == _chosen && Current?.CertificateId == next?.Total.Grant?.Id)
        {
            return;
        }

        _chosen = next;
        Current = next?.Total.Grant is { } grant
            ? new GrantedPolicy(
                next.Name, [.. next.Chain.Rungs.Select(rung => Setup.Ladder[rung])], next.Chain.Signal, grant.Id, grant.Promise, grant.Why)
            : null;
        Tell(PolicyEventKind.Chosen, next?.Name ?? Setup.Reference, Sentences.Chosen(next, Setup.Reference), now);
    }

    private void Tell(PolicyMove? move, string policy)
    {
        if (move is not null)
        {
            Tell(move.Kind, policy, move.Why, move.At);
        }
    }

    private void Tell(PolicyEventKind kind, string policy, string why, DateTimeOffset now)
        => _tell(new PolicyEvent(now, Setup.Class, Setup.Reference, kind, policy, why));
}
