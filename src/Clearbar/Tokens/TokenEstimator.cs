using System.Collections.Concurrent;
using Clearbar.Wire;

namespace Clearbar.Tokens;

/// <summary>
/// Estimates a request's five token buckets before the call, and learns from every settled one. What a class and model have shown is shrunk to what
/// the model has shown, and that to the tokenizer's prior: a class of one request hardly moves, one of a hundred stands for itself. Estimates only:
/// a reservation's ceiling stays a bound of its own. Bounded, thread-safe, and without allocation once a class has been seen.
/// </summary>
public sealed class TokenEstimator
{
    /// <summary>Classes × models kept apart. Beyond that, new ones are estimated by their model alone.</summary>
    public const int MaxCells = 4096;

    private readonly ConcurrentDictionary<(string Class, string Model), TokenCounters> _cells = new();
    private readonly ConcurrentDictionary<string, TokenCounters> _models = new(StringComparer.Ordinal);

    // Counted here because ConcurrentDictionary.Count takes all its locks; a race may let a handful more in.
    private int _cellCount;

    /// <param name="className">The request's class.</param>
    /// <param name="model">The model that will count.</param>
    /// <param name="newerTokenizer">Whether it counts with the tokenizer of models from 4.7 on.</param>
    /// <param name="facts">The request's size.</param>
    public TokenEstimate Estimate(string className, string model, bool newerTokenizer, in PromptFacts facts)
    {
        var cell = _cells.GetValueOrDefault((className, model));
        var whole = _models.GetValueOrDefault(model);
        var prompt = Overhead(facts) + TextTokens(cell, whole, newerTokenizer, facts.TextBytes) + AttachmentTokens(cell, whole, facts);
        var output = Output(cell, whole, facts.MaxTokens);
        var lengths = cell ?? whole;
        return new TokenEstimate(
            Split(cell, whole, facts, prompt, output),
            Bound(lengths?.Output.Quantile(0.5) ?? (long)TokenPriors.Output, facts.MaxTokens),
            Bound(lengths?.Output.Quantile(0.9) ?? (long)TokenPriors.Output, facts.MaxTokens),
            cell?.Requests ?? 0);
    }

    /// <summary>Learns from a request whose provider gave its final counts.</summary>
    public void Settle(string className, string model, bool newerTokenizer, in PromptFacts facts, in TokenUsage usage)
    {
        if (usage.Prompt <= 0)
        {
            return;
        }

        var whole = _models.GetValueOrDefault(model) ?? Add(model);
        var cell = _cells.GetValueOrDefault((className, model)) ?? Add(className, model);
        var overhead = Overhead(facts);
        var text = TextTokens(cell, whole, newerTokenizer, facts.TextBytes);
        cell?.Add(facts, usage, overhead, text);
        whole?.Add(facts, usage, overhead, text);
    }

    /// <summary>Adds what another estimator (a replica's) has seen.</summary>
    public void Merge(TokenEstimator other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (model, counters) in other._models)
        {
            Learn(model, counters);
        }

        foreach (var (key, counters) in other._cells)
        {
            Learn(key.Class, key.Model, counters);
        }
    }

    /// <summary>What has been seen of a class and model; null when nothing.</summary>
    public TokenCounters? Find(string className, string model) => _cells.GetValueOrDefault((className, model));

    /// <summary>Settled requests it stands on, those of earlier runs included.</summary>
    public long Requests => _models.Sum(static model => model.Value.Requests);

    /// <summary>Everything seen, by model.</summary>
    internal IEnumerable<KeyValuePair<string, TokenCounters>> Models => _models;

    /// <summary>Everything seen, by class and model.</summary>
    internal IEnumerable<KeyValuePair<(string Class, string Model), TokenCounters>> Classes => _cells;

    internal void Learn(string model, TokenCounters counters) => (_models.GetValueOrDefault(model) ?? Add(model))?.Merge(counters);

    internal void Learn(string className, string model, TokenCounters counters) =>
        (_cells.GetValueOrDefault((className, model)) ?? Add(className, model))?.Merge(counters);

    private static long Overhead(in PromptFacts facts) => TokenPriors.Turns + (facts.Tools > 0 ? TokenPriors.ToolPrompt : 0);

    private static long TextTokens(TokenCounters? cell, TokenCounters? whole, bool newerTokenizer, long bytes)
    {
        var ratio = TokenPriors.TokensPerByte * (newerTokenizer ? TokenPriors.NewerTokenizer : 1);
        ratio = Shrink(ratio, TokenPriors.TextWeight, whole?.Text ?? default);
        ratio = Shrink(ratio, TokenPriors.TextWeight, cell?.Text ?? default);
        return (long)Math.Round(bytes * ratio);
    }

    private static long AttachmentTokens(TokenCounters? cell, TokenCounters? whole, in PromptFacts facts)
    {
        var count = facts.Images + facts.Documents;
        if (count == 0)
        {
            return 0;
        }

        var each = ((facts.Images * TokenPriors.Image) + (facts.Documents * TokenPriors.Document)) / count;
        each = Shrink(each, TokenPriors.AttachmentWeight, whole?.Attachments ?? default);
        each = Shrink(each, TokenPriors.AttachmentWeight, cell?.Attachments ?? default);
        return (long)Math.Round(count * each);
    }

    private static long Output(TokenCounters? cell, TokenCounters? whole, int? maxTokens)
    {
        var mean = Shrink(TokenPriors.Output, TokenPriors.OutputWeight, (whole?.Requests ?? 0, whole?.OutputTokens ?? 0));
        mean = Shrink(mean, TokenPriors.OutputWeight, (cell?.Requests ?? 0, cell?.OutputTokens ?? 0));
        return Bound((long)Math.Round(mean), maxTokens);
    }

    private static TokenUsage Split(TokenCounters? cell, TokenCounters? whole, in PromptFacts facts, long prompt, long output)
    {
        if (!facts.HasCacheMarkers)
        {
            return new TokenUsage(prompt, 0, 0, 0, output);
        }

        var (ofModel, ofClass) = (whole?.Marked ?? default, cell?.Marked ?? default);
        var read = Share(0, ofModel.Input, ofModel.CacheRead, ofClass.Input, ofClass.CacheRead, prompt);
        var write5m = Math.Min(prompt - read, Share(TokenPriors.MarkedWrite, ofModel.Input, ofModel.CacheWrite5m, ofClass.Input, ofClass.CacheWrite5m, prompt));
        var write1h = Math.Min(prompt - read - write5m, Share(0, ofModel.Input, ofModel.CacheWrite1h, ofClass.Input, ofClass.CacheWrite1h, prompt));
        return new TokenUsage(prompt - read - write5m - write1h, read, write5m, write1h, output);
    }

    private static long Share(double prior, long modelAll, long modelPart, long classAll, long classPart, long prompt)
    {
        var share = Shrink(prior, TokenPriors.MarkedWeight, (modelAll, modelPart));
        share = Shrink(share, TokenPriors.MarkedWeight, (classAll, classPart));
        return Math.Min(prompt, (long)Math.Round(prompt * share));
    }

    /// <summary>A ratio of sums, as if <paramref name="weight"/> of the denominator had been seen at the prior's ratio.</summary>
    private static double Shrink(double prior, double weight, (long Of, long Part) seen) => ((prior * weight) + seen.Part) / (weight + seen.Of);

    private static long Bound(long tokens, int? maxTokens) => maxTokens is { } max ? Math.Min(tokens, Math.Max(max, 0)) : tokens;

    private TokenCounters? Add(string model) => _models.Count < MaxCells ? _models.GetOrAdd(model, static _ => new TokenCounters()) : null;

    private TokenCounters? Add(string className, string model)
    {
        if (Volatile.Read(ref _cellCount) >= MaxCells)
        {
            return null;
        }

        var made = new TokenCounters();
        var kept = _cells.GetOrAdd((className, model), made);
        if (ReferenceEquals(made, kept))
        {
            Interlocked.Increment(ref _cellCount);
        }

        return kept;
    }
}
