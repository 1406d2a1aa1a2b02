using System.Globalization;
using Clearbar.Budgets;
using Clearbar.Pricing;

namespace Clearbar.Configuration;

/// <summary>Reads the list <c>budgets</c>: limits in money. See docs/budgets.md.</summary>
internal static class BudgetReader
{
    private static readonly Dictionary<string, BudgetPeriod> Periods = new(StringComparer.Ordinal)
    {
        ["day"] = BudgetPeriod.Day,
        ["week"] = BudgetPeriod.Week,
        ["month"] = BudgetPeriod.Month,
        ["total"] = BudgetPeriod.Total,
    };

    private static readonly Dictionary<string, bool> Modes = new(StringComparer.Ordinal) { ["hard"] = true, ["soft"] = false };

    public static List<Budget> Read(ConfigNode root)
    {
        var budgets = new List<Budget>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in root.Items("budgets"))
        {
            var node = root.Inner(key, value);
            var budget = ReadOne(node);
            node.RejectUnknownKeys();
            if (budget is null)
            {
                continue;
            }

            if (names.Add(budget.Name))
            {
                budgets.Add(budget);
            }
            else
            {
                node.Fail("name", $"'{budget.Name}' is used twice");
            }
        }

        return budgets;
    }

    /// <summary>Reads <c>compatibility</c>.</summary>
    public static int ReadStatus(ConfigNode compatibility)
    {
        var status = compatibility.Integer("budgetStatus", 402, 429) ?? 402;
        if (status is not (402 or 429))
        {
            compatibility.Fail("budgetStatus", "must be 402 or 429");
        }

        compatibility.RejectUnknownKeys();
        return (int)status;
    }

    private static Budget? ReadOne(ConfigNode node)
    {
        var name = node.Text("name");
        var limit = node.Money("usd");
        var budget = new Budget
        {
            Name = name ?? "",
            Match = MatchReader.Read(node, knowsModel: true),
            Each = MatchReader.ReadEach(node),
            Per = node.Choice("per", Periods) ?? BudgetPeriod.Month,
            Offset = ReadOffset(node),
            Limit = new Usd(limit ?? 0),
            IsHard = node.Choice("mode", Modes) ?? true,
            UnknownPrice = node.Money("unknownPriceUsd") is { } unknown ? new Usd(unknown) : null,
            GraceToolLoops = node.Flag("graceToolLoops") ?? true,
            Webhook = ReadWebhook(node),
        };

        // The name stands in a response header.
        if (name is null || !Classes.ClassName.IsValid(name))
        {
            node.Fail("name", "is required: 1 to 64 letters, digits, '.', '_' or '-'");
            return null;
        }

        if (limit is null)
        {
            if (!node.Has("usd"))
            {
                node.Fail("usd", "is required: the limit in US dollars, for example 50");
            }

            return null;
        }

        return budget;
    }

    private static TimeSpan ReadOffset(ConfigNode node)
    {
        var text = node.Text("utcOffset");
        if (text is null)
        {
            return TimeSpan.Zero;
        }

        if (text.Length == 6 && text[0] is '+' or '-'
            && TimeSpan.TryParseExact(text.AsSpan(1), @"hh\:mm", CultureInfo.InvariantCulture, out var size)
            && size <= TimeSpan.FromHours(14))
        {
            return text[0] == '-' ? -size : size;
        }

        node.Fail("utcOffset", $"'{text}' is not a distance from UTC such as +02:00");
        return TimeSpan.Zero;
    }

    private static Uri? ReadWebhook(ConfigNode node)
    {
        var text = node.Text("webhook");
        if (text is null)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        node.Fail("webhook", $"'{text}' is not an http:// or https:// address");
        return null;
    }
}
