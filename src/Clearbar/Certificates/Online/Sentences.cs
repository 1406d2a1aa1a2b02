using System.Globalization;

namespace Clearbar.Certificates.Online;

/// <summary>The one-sentence reasons in grants, events and reports.</summary>
internal static class Sentences
{
    public static string Promoted(CandidateState state, Promise promise, double evidence, double target)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{Pairs(state.Tally)}: evidence {evidence:0.#} for a gap below {promise.Epsilon:P1} reached {target:0.#}")
            + (state.Trial > 0 ? string.Create(CultureInfo.InvariantCulture, $" (trial {state.Trial + 1})") : "");

    public static string Demoted(PairedTally tally, Promise promise, double evidence)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"since granted {Pairs(tally)}: evidence {evidence:0.#} for a gap above {promise.Epsilon:P1} reached {1 / promise.Delta:0.#}");

    public static string Imported(Certificate certificate, string id)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"certificate {id}: {certificate.Pairs} pairs, gap {certificate.Gap:P1}, p {certificate.PValue:0.####} ")
            + string.Create(CultureInfo.InvariantCulture, $"for a gap below {certificate.Promise.Epsilon:P1} at {certificate.Promise.Delta:P0}");

    public static string Chosen(Candidate? chosen, string reference)
        => chosen?.CostRatio is { } ratio
            ? string.Create(CultureInfo.InvariantCulture, $"the cheapest granted policy, at {ratio:P0} of {reference}'s cost")
            : "no granted policy is cheaper";

    public static string Pairs(PairedTally tally)
        => string.Create(CultureInfo.InvariantCulture, $"{tally.Pairs} pairs ({tally.Losses} lost, {tally.Wins} won), gap {tally.Gap:P1}");
}
