using Clearbar.Ledger.Exports;

namespace Clearbar.Tokens;

/// <summary>How far prompt estimates were from what was counted, per class and model, from the ledger: so it outlives restarts and can be checked.</summary>
public sealed class EstimateErrors
{
    private readonly SortedDictionary<(string Class, string Model), EstimateError> _errors = [];

    /// <summary>By class and model.</summary>
    public IReadOnlyDictionary<(string Class, string Model), EstimateError> All => _errors;

    /// <summary>Reads entries that were estimated and then counted.</summary>
    public static EstimateErrors Read(IEntrySource source, DateTimeOffset? from, DateTimeOffset? to)
    {
        ArgumentNullException.ThrowIfNull(source);
        var errors = new EstimateErrors();
        foreach (var entry in source.Read(from, to))
        {
            if (entry.IsFirm && entry.EstimatedPromptTokens > 0 && entry.Usage.Prompt > 0)
            {
                errors.Add((entry.Class ?? "", entry.Model ?? ""), entry.EstimatedPromptTokens, entry.Usage.Prompt);
            }
        }

        return errors;
    }

    private void Add((string, string) key, long estimated, long counted)
    {
        if (!_errors.TryGetValue(key, out var error))
        {
            error = new EstimateError();
            _errors.Add(key, error);
        }

        error.Add(estimated, counted);
    }
}
