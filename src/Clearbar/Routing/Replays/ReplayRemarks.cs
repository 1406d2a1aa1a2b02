using System.Globalization;
using Clearbar.Ledger;
using Clearbar.Ledger.Exports;

namespace Clearbar.Routing.Replays;

/// <summary>Collects, while a ledger is replayed, what had to be assumed, and says it in sentences.</summary>
internal sealed class ReplayRemarks(LedgerReplayOptions options)
{
    private readonly SortedDictionary<string, long> _carried = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _estimated = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(string Class, string Rung), string> _chances = [];
    private readonly SortedDictionary<string, (long Count, decimal Cost)> _beside = new(StringComparer.Ordinal);
    private long _abstained;

    public void CarriedOver(string reason) => _carried[reason] = _carried.GetValueOrDefault(reason) + 1;

    public void Estimated(string rung) => _estimated[rung] = _estimated.GetValueOrDefault(rung) + 1;

    public void Abstained(bool isLast) => _abstained += isLast ? 0 : 1;

    public GateRate Recorded(string className, string rung, GateRate rate)
    {
        if (!_chances.ContainsKey((className, rung)))
        {
            _chances[(className, rung)] = Text(
                $"{className} goes on from {rung} at the rate recorded in this period: {rate.Failed} of {rate.Tried} answers ({rate.Share:P1}).");
        }

        return rate;
    }

    public void Given(string className, string rung, double share) => _chances.TryAdd(
        (className, rung), Text($"{className} goes on from {rung} with {share:P1} of its answers, as given; the ledger has no rate."));

    public void Beside(StoredEntry entry, decimal cost)
    {
        var name = entry.Outcome.ToString();
        var (count, sum) = _beside.GetValueOrDefault(name);
        _beside[name] = (count + 1, sum + cost);
    }

    public IReadOnlyList<string> ToSentences(RungPrices prices)
    {
        var sentences = new List<string> { "'Then' is what the ledger charged: known charges of settled attempts, as in a report." };
        if (options.Plan.All.Any())
        {
            sentences.Add(options.Outcomes.Count == 0
                ? "Quality is unknown: the ledger stores no outcomes. Where a rung was not tried, nobody knows what it would have answered."
                : "Quality is known only of answers whose outcome was reported. Where another answer would have been given, nobody knows how good it is.");
            sentences.Add("Times are known only of requests all of whose rungs were tried, which may not be like the others.");
        }

        if (options.Prices is not null)
        {
            sentences.Add($"Attempts that were made are priced anew by price book {prices.Version}, each on its own day.");
        }

        foreach (var (rung, model) in options.Models.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            sentences.Add($"{rung} is {model} in every attempt, with as warm a cache as the model had that served it; its answers are taken to pass where that "
                + "one's did.");
        }

        AddEstimates(sentences, prices);
        sentences.AddRange(_chances.Values);
        if (_abstained > 0)
        {
            sentences.Add(Text($"Rung 0 answers what it answered then; {Number(_abstained, "request")} pass it by."));
        }

        foreach (var (outcome, (count, cost)) in _beside)
        {
            sentences.Add(Text($"Left as they were, being no policy's doing: {Number(count, "attempt")} that ended as {outcome}, ${cost}."));
        }

        foreach (var (reason, count) in _carried)
        {
            sentences.Add(Text($"Carried over at what was paid, in both sums: {Number(count, "request")}, because {reason}."));
        }

        return sentences;
    }

    private static string Number(long count, string what) => Text($"{count} {what}") + (count == 1 ? "" : "s");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void AddEstimates(List<string> sentences, RungPrices prices)
    {
        foreach (var (rung, count) in _estimated)
        {
            sentences.Add(Text($"{rung} was not tried on {Number(count, "request")}: estimated as {prices.ModelOf(rung)} by price book {prices.Version}."));
        }

        if (_estimated.Count == 0)
        {
            return;
        }

        sentences.Add("An estimated rung reads and writes the tokens of the answer the request got, "
            + Text($"times {LedgerReplayOptions.TokenizerFactor} where it ") + "counts with the newer tokenizer and the other did not (divided in the other direction); thinking that one of them does is not added.");
        sentences.Add(options.WarmCache
            ? "Its prompt cache is taken to be as warm as the one used."
            : "Its prompt cache is cold unless it is the same model: what was read from the cache is written to it (--cache warm takes it as warm).");
    }
}
