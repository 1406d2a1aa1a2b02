namespace Clearbar.Quotas.Reports;

/// <summary>Adds up the entries of one model on one deployment. One thread; call <see cref="ToUsage"/> once.</summary>
internal sealed class QuotaTally(string deployment, string model, QuotaFormula formula)
{
    private const long LongPrompt = 25_000;

    private readonly Dictionary<long, (long Requests, long Used, long Reserved)> _minutes = [];
    private readonly Dictionary<long, long> _days = [];
    private readonly List<long> _outputs = [];
    private long _requests;
    private long _used;
    private long _reserved;
    private long _reservations;
    private long _input;
    private long _output;
    private long _longPrompts;

    public void Add(in QuotaEntry entry)
    {
        var minute = entry.AtMicroseconds / 60_000_000;
        var used = formula.Settle(entry.Usage);
        var reserved = formula.ReservesOutput && entry.MaxTokens is { } maxTokens ? formula.Reserve(entry.PromptTokens, maxTokens) : 0;
        var sums = _minutes.GetValueOrDefault(minute);
        _minutes[minute] = (sums.Requests + 1, sums.Used + used, sums.Reserved + reserved);
        _days[minute / 1440] = _days.GetValueOrDefault(minute / 1440) + used;
        _requests++;
        _used += used;
        _reserved += reserved;
        _reservations += reserved > 0 ? 1 : 0;
        _input += entry.Usage.Prompt;
        _output += entry.Usage.Output;
        _longPrompts += entry.Usage.Prompt > LongPrompt ? 1 : 0;
        if (entry.Usage.Output > 0)
        {
            _outputs.Add(entry.Usage.Output);
        }
    }

    public QuotaUsage ToUsage()
    {
        _outputs.Sort();
        var longest = _outputs.Count == 0 ? 0 : _outputs[^1];
        return new QuotaUsage
        {
            Deployment = deployment,
            Model = model,
            Burndown = formula.Burndown,
            Requests = _requests,
            ActiveMinutes = _minutes.Count,
            TokensPerMinute = Figures([.. _minutes.Values.Select(static minute => minute.Used)]),
            RequestsPerMinute = Figures([.. _minutes.Values.Select(static minute => minute.Requests)]),
            MaxTokensPerDay = _days.Values.Max(),
            Used = _used,
            Reserved = _reservations == 0 ? null : _reserved,
            MaxReservedPerMinute = _reservations == 0 ? null : _minutes.Values.Max(static minute => minute.Reserved),
            AverageInput = (double)_input / _requests,
            AverageOutput = (double)_output / _requests,
            PercentOver25K = 100.0 * _longPrompts / _requests,
            OutputP99 = Rank(_outputs, 99),
            MaxOutput = longest,
            SuggestedMaxTokens = longest == 0 ? null : ((longest * 5 / 4) + 255) / 256 * 256,
        };
    }

    private static MinuteFigures Figures(List<long> values)
    {
        values.Sort();
        return new MinuteFigures(Rank(values, 50), Rank(values, 90), Rank(values, 95), Rank(values, 99), Rank(values, 100));
    }

    /// <summary>Nearest rank: the smallest value that at least so many percent do not exceed.</summary>
    private static long Rank(List<long> sorted, int percent) => sorted.Count == 0 ? 0 : sorted[(((sorted.Count * percent) + 99) / 100) - 1];
}
