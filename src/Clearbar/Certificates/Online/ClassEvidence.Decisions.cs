using System.Globalization;

namespace Clearbar.Certificates.Online;

/// <content>Decides on the counts: grants, takes grants back, and chooses what traffic takes.</content>
internal sealed partial class ClassEvidence
{
    private void Judge(Candidate candidate, DateTimeOffset now)
    {
        var (total, tally) = (candidate.Total, candidate.Total.Tally);
        if (total.Grant is { } grant)
        {
            var against = BettingTest.EvidenceAbove(tally, grant.Promise.Epsilon);
            if (against >= 1 / grant.Promise.Delta)
            {
                TakeBack(candidate, PolicyEventKind.Demoted, Sentences.Demoted(tally, grant.Promise, against), now);
            }
        }
        else if (tally.Pairs >= _options.MinimalPairs)
        {
            var target = Target(candidate);
            var evidence = BettingTest.EvidenceBelow(tally, Setup.Promise.Epsilon);
            if (evidence >= target)
            {
                var id = string.Create(
                    CultureInfo.InvariantCulture, $"{Setup.Class}/{Setup.Reference}/{candidate.Name}/{Epoch}.{total.Trial + 1}");
                var earned = Grant.Of(total, id, Setup.Promise, Sentences.Promoted(total, Setup.Promise, evidence, target), now);
                candidate.MoveTo(total.Step + 1, earned);
                Tell(PolicyEventKind.Promoted, candidate.Name, earned.Why, now);
            }
        }
    }

    private void TakeBack(Candidate candidate, PolicyEventKind kind, string why, DateTimeOffset now)
    {
        candidate.MoveTo(candidate.Total.Step + 1, null);
        Tell(kind, candidate.Name, why, now);
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

    private void Tell(PolicyEventKind kind, string policy, string why, DateTimeOffset now)
        => _tell(new PolicyEvent(now, Setup.Class, Setup.Reference, kind, policy, why));
}
