using Clearbar.Configuration;
using Clearbar.Keys;

namespace Clearbar.Budgets;

/// <summary>Finds budgets that no request can ever count against: a typing error in one is a limit that does not hold (requirement
/// 34).</summary>
public static class BudgetAudience
{
    /// <summary>One sentence per budget that matches nobody, as things stand. Tags come with requests and cannot be judged.</summary>
    public static IReadOnlyList<string> Findings(GatewaySnapshot snapshot, IReadOnlyList<StoredKey> issued)
    {
        var findings = new List<string>();
        foreach (var budget in snapshot.Options.Budgets)
        {
            if (Reason(budget.Match, snapshot, issued) is { } reason)
            {
                findings.Add($"budget '{budget.Name}' {reason}");
            }
        }

        return findings;
    }

    private static string? Reason(TrafficMatch match, GatewaySnapshot snapshot, IReadOnlyList<StoredKey> issued)
    {
        var open = snapshot.Options.Keys.Count == 0 && issued.Count == 0;
        if (match.Key is { } key && !(open && key == Caller.Anonymous.KeyId)
            && !snapshot.Options.Keys.Any(known => known.Id == key) && !issued.Any(known => known.Id == key && known.RevokedAt is null))
        {
            return $"matches nobody: there is no key '{key}'";
        }

        if (match.Team is { } team
            && !issued.Any(known => known.RevokedAt is null && (known.Team ?? known.Tags?.GetValueOrDefault("team")) == team
                && (match.Key is null || match.Key == known.Id)))
        {
            return $"matches nobody: no issued key{(match.Key is null ? "" : $" '{match.Key}'")} has the team '{team}'";
        }

        if (match.Model is { } model && snapshot.LocalModel(model) is null && !snapshot.Catalog.TryResolve(model, out _, out _))
        {
            return $"matches nobody: there is no model '{model}'";
        }

        return match.Class is { } name && !name.StartsWith("fp-", StringComparison.Ordinal) && !snapshot.Options.Classes.Any(known => known.Name == name)
            ? $"counts only requests that name '{name}' in x-clearbar-class: there is no such class under 'classes'"
            : null;
    }
}
