using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Reconciling.Bills;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling;

/// <summary>Compares a provider's bill with the ledger: per day, model and usage type, with every difference explained by named causes.</summary>
public static class Reconciliation
{
    /// <summary>Cost and usage reports lag by up to a day and are restated until the month closes (AWS Data Exports user guide).</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromHours(24);

    /// <summary>Streams the bill, then the ledger, once each.</summary>
    /// <exception cref="InvalidDataException">The bill is not what it was said to be; the message names row and column.</exception>
    public static ReconcileResult Run(IBill bill, IEntrySource ledger, PriceBook book, Usd consumptionUnit, ReconcileOptions options)
    {
        var remarks = new BillRemarks();
        var join = new RequestJoin();
        var sums = new Dictionary<CellKey, Cell>();
        foreach (var line in bill.Read(remarks))
        {
            if ((options.From is { } first && line.Start < first) || (options.To is { } end && line.Start >= end))
            {
                continue;
            }

            join.Add(line);
            var key = new CellKey(line.Day, line.Model, line.Kind);
            if (!sums.TryGetValue(key, out var cell))
            {
                cell = new Cell();
                sums.Add(key, cell);
            }

            cell.AddBill(line.Tokens, line.Cost);
        }

        var books = new Books(bill.Dimensions, new EntryPlaces(book, bill.Population, options.IncludeEmulated), consumptionUnit, sums);
        var from = options.From ?? (remarks.Earliest is { } earliest ? Midnight(earliest) : null);
        var to = options.To ?? (remarks.Latest is { } latest ? Midnight(latest + Lag + TimeSpan.FromDays(1) - TimeSpan.FromTicks(1)) : null);
        foreach (var entry in ledger.Read(from, to))
        {
            if (books.Add(entry))
            {
                join.Add(entry);
            }
        }

        foreach (var (key, cell) in sums)
        {
            if (key.Kind.Item == "cacheWrite")
            {
                // Five-minute and one-hour writes in one count: the ledger knows the mix.
                cell.PriceBillAsLedger();
            }
        }

        return new ReconcileResult
        {
            Bill = bill.Title,
            Dimensions = bill.Dimensions,
            Remarks = remarks,
            From = from,
            To = to,
            Tolerance = options.Tolerance,
            Cells = new Explainer(books, remarks, options.IsFinal ? null : remarks.Latest - Lag).Explain(),
            Uncertain = books.Uncertain,
            Elsewhere = books.Elsewhere,
            LedgerEntries = books.LedgerEntries,
            Requests = bill.Population == BillPopulation.BedrockRuntime ? join.Close() : null,
        };
    }

    private static DateTimeOffset Midnight(DateTimeOffset instant) => new(instant.UtcDateTime.Date, TimeSpan.Zero);
}
