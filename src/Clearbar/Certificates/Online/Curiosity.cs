namespace Clearbar.Certificates.Online;

/// <summary>What is still to be learned about a class, and from which rungs.</summary>
internal static class Curiosity
{
    /// <summary>A granted policy is checked against the reference for ever, at a tenth of a new class's weight.</summary>
    private const double Watching = 0.1;

    /// <summary>A class none of whose candidates seems provable is looked at now and then: models change without notice.</summary>
    private const double Hopeless = 0.02;

    /// <summary>Pairs before a candidate may be called hopeless.</summary>
    private const long FirstLook = 50;

    /// <summary>0 to 1: 1 for a class nothing is known of, less the nearer the best open candidate is to its proof.</summary>
    public static double Of(ClassReport report)
    {
        var most = report.Current is null ? Hopeless : Watching;
        foreach (var candidate in report.Candidates)
        {
            if (IsOpen(report, candidate))
            {
                var needed = candidate.MoreNeeded ?? candidate.Pairs;
                most = Math.Max(most, needed / (double)Math.Max(1, needed + candidate.Pairs));
            }
        }

        return most;
    }

    /// <summary>The rungs to run, in the ladder's order, the reference last.</summary>
    public static IReadOnlyList<string> Rungs(ClassReport report, ClassEvidence evidence)
    {
        var wanted = new HashSet<int> { evidence.Setup.Ladder.Count - 1 };
        for (var i = 0; i < report.Candidates.Count; i++)
        {
            if (report.Candidates[i].Grant is not null || IsOpen(report, report.Candidates[i]))
            {
                wanted.UnionWith(evidence.Candidates[i].Chain.Rungs);
            }
        }

        return wanted.Count > 1 ? [.. wanted.Order().Select(rung => evidence.Setup.Ladder[rung])] : evidence.Setup.Ladder;
    }

    // Still provable, and not known to save less than what is served already.
    private static bool IsOpen(ClassReport report, CandidateReport candidate)
    {
        var served = report.Candidates.FirstOrDefault(static c => c.State == "serving")?.Saving ?? 0;
        return candidate.Grant is null && (candidate.MoreNeeded is not null || candidate.Pairs < FirstLook)
            && (candidate.SavingInterval is not { } saving || candidate.Pairs < FirstLook || saving.High > served);
    }
}
