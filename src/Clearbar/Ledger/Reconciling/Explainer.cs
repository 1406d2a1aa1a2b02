using System.Globalization;
using Clearbar.Ledger.Reconciling.Bills;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling;

/// <summary>
/// Splits every difference into causes that add up to it exactly. First what the cell itself tells (price, rounding), then what neighbouring cells
/// do (another scope, the next day), then what the ledger never knew for certain; what is left is missing on one side.
/// </summary>
internal sealed class Explainer(Books books, BillRemarks remarks, DateTimeOffset? lagsAfter)
{
    private readonly SortedDictionary<(DateOnly, string, string), OpenDelta> _deltas = [];

    public IReadOnlyList<Difference> Explain()
    {
        foreach (var (key, cell) in books.Cells)
        {
            _deltas.Add((key.Day, key.Model, key.Kind.ToString()), new OpenDelta(key, cell));
        }

        foreach (var delta in _deltas.Values)
        {
            Price(delta);
        }

        OtherScopes();
        Overnight();
        Uncertain();
        foreach (var delta in _deltas.Values)
        {
            Missing(delta);
        }

        return [.. _deltas.Values.Select(static delta => delta.Close())];
    }

    /// <summary>Rounding as printed, then another price per token.</summary>
    private void Price(OpenDelta delta)
    {
        var cell = delta.Cell;
        if (cell.BillLines == 0 || cell.LedgerEntries == 0)
        {
            return;
        }

        if (delta.Key.Kind.Item == "ccu" && Math.Abs(delta.Tokens) <= 1)
        {
            if (!delta.IsExplained)
            {
                // Marketplace meters whole units and carries the remainder to the next hour (price book, rule 2.7).
                delta.TakeAll(Cause.Rounding, "metered in whole units");
            }

            return;
        }

        if (cell.BillTokens is not { } billed)
        {
            if (!TryRounding(delta, delta.Cost) && delta.Cost != Usd.Zero)
            {
                delta.TakeAll(Cause.AmountDiffers, "the bill has no counts here");
            }

            return;
        }

        if (cell.BillCost is null || billed == 0 || cell.LedgerTokens == 0)
        {
            return;
        }

        // Of the dollars, what the tokens on the bill would cost at the ledger's price is a matter of quantity; the rest is one of price.
        var atLedgerPrice = delta.Tokens == 0 ? cell.LedgerCost.Amount : cell.LedgerCost.Amount / cell.LedgerTokens * billed;
        var price = new Usd(cell.BillCost.Value.Amount - atLedgerPrice);
        if (price != Usd.Zero && !TryRounding(delta, price))
        {
            delta.Take(Cause.PriceDiffers, 0, price, RatesOf(cell, billed));
        }
    }

    private bool TryRounding(OpenDelta delta, Usd part)
    {
        var half = 0.5m;
        for (var i = 0; i < remarks.CostDigits; i++)
        {
            half /= 10;
        }

        if (part == Usd.Zero || Math.Abs(part.Amount) > half * delta.Cell.BillLines)
        {
            return false;
        }

        delta.Take(Cause.Rounding, 0, part);
        return true;
    }

    private static string RatesOf(Cell cell, decimal billed)
    {
        var bill = cell.BillCost!.Value.Amount / billed * 1_000_000m;
        var ledger = cell.LedgerCost.Amount / cell.LedgerTokens * 1_000_000m;
        var note = string.Create(CultureInfo.InvariantCulture, $"bill {bill:0.######}, ledger {ledger:0.######} USD per MTok");
        return ledger != 0 && bill != 0
            ? string.Create(CultureInfo.InvariantCulture, $"{note} ({bill / ledger:0.####} ×)")
            : note;
    }

    /// <summary>The same tokens under another scope or delivery of the same day, model and item.</summary>
    private void OtherScopes()
    {
        foreach (var group in _deltas.Values.GroupBy(static delta => (delta.Key.Day, delta.Key.Model, delta.Key.Kind.Item)))
        {
            foreach (var more in group.Where(static delta => delta.Tokens > 0))
            {
                foreach (var less in group.Where(static delta => delta.Tokens < 0))
                {
                    var tokens = Math.Min(more.Tokens, -less.Tokens);
                    if (tokens > 0)
                    {
                        more.TakeTokens(Cause.ScopeDiffers, tokens, $"in the ledger as {less.Key.Kind}");
                        less.TakeTokens(Cause.ScopeDiffers, -tokens, $"on the bill as {more.Key.Kind}");
                    }
                }
            }
        }
    }

    /// <summary>Calls that ran over midnight, on the bill's next day.</summary>
    private void Overnight()
    {
        foreach (var (key, delta) in _deltas)
        {
            if (delta.Tokens < 0 && delta.Cell.OvernightTokens > 0
                && _deltas.TryGetValue((key.Item1.AddDays(1), key.Item2, key.Item3), out var next) && next.Tokens > 0)
            {
                var tokens = Math.Min(Math.Min(-delta.Tokens, next.Tokens), delta.Cell.OvernightTokens);
                delta.TakeTokens(Cause.Overnight, -tokens);
                next.TakeTokens(Cause.Overnight, tokens);
            }
        }
    }

    /// <summary>What the bill has more, as far as the ceilings of that day's and model's uncertain attempts reach.</summary>
    private void Uncertain()
    {
        foreach (var group in _deltas.Values.GroupBy(static delta => (delta.Key.Day, delta.Key.Model)))
        {
            if (!books.Uncertain.TryGetValue(group.Key, out var uncertain))
            {
                continue;
            }

            var left = uncertain.WithoutCeiling > 0 ? decimal.MaxValue : uncertain.Ceiling.Amount;
            var note = $"{uncertain.Entries} attempts the ledger knows only up to {uncertain.Ceiling} USD"
                + (uncertain.WithoutCeiling > 0 ? $", {uncertain.WithoutCeiling} of them without a bound" : "");
            foreach (var delta in group)
            {
                if (delta.Cost.Amount <= 0 || left <= 0)
                {
                    continue;
                }

                if (delta.Cost.Amount <= left)
                {
                    left -= delta.Cost.Amount;
                    delta.TakeAll(Cause.UncertainEntries, note);
                }
                else
                {
                    delta.Take(Cause.UncertainEntries, delta.Tokens * left / delta.Cost.Amount, new Usd(left), note);
                    left = 0;
                }
            }
        }
    }

    private void Missing(OpenDelta delta)
    {
        if (delta.IsExplained)
        {
            return;
        }

        var isMore = delta.Tokens > 0 || (delta.Tokens == 0 && delta.Cost > Usd.Zero);
        if (isMore)
        {
            delta.TakeAll(Cause.MissingInLedger);
        }
        else if (lagsAfter is { } open && delta.Key.Day.AddDays(1).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc) > open.UtcDateTime)
        {
            delta.TakeAll(Cause.NotYetInBill);
        }
        else
        {
            delta.TakeAll(Cause.MissingInBill);
        }
    }
}
