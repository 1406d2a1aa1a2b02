using Clearbar.Routing.Policies;

namespace Clearbar.Bench.Routing;

/// <summary>Puts classes too small for a certificate of their own into one: decided by their size, never by their outcomes.</summary>
internal static class SmallClasses
{
    /// <summary>Below 60 requests, 40 of them testing, not even a faultless run proves five points at 90 %.</summary>
    private const int Fewest = 60;

    private const string Name = "(small classes)";

    public static (OutcomeSample Learn, OutcomeSample Judge) Pool(OutcomeSample learn, OutcomeSample judge)
    {
        var large = learn.ByClass().Where(static g => g.Count() >= Fewest).Select(static g => g.Key).ToHashSet(StringComparer.Ordinal);
        OutcomeSample Rename(OutcomeSample sample)
            => sample.With([.. sample.Requests.Select(r => large.Contains(r.Class) ? r : r with { Class = Name })]);
        return (Rename(learn), Rename(judge));
    }
}
