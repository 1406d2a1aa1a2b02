using System.Globalization;
using Clearbar.Ledger.Reconciling.Bills;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Reconciling;

/// <summary>Words a reconciliation as tables for people: first the answer, then why, then row by row.</summary>
public static class ReconcileTables
{
    /// <param name="result">What was compared.</param>
    /// <param name="maxRows">Rows of the table of differences; the rest is counted.</param>
    public static IReadOnlyList<ReportTable> Of(ReconcileResult result, int maxRows)
    {
        var tables = new List<ReportTable> { Sums(result) };
        Add(tables, Causes(result));
        Add(tables, Differences(result, maxRows));
        Add(tables, Unmatched(result.Remarks));
        Add(tables, Beside(result));
        Add(tables, Requests(result.Requests));
        return tables;
    }

    private static void Add(List<ReportTable> tables, ReportTable? table)
    {
        if (table is not null && table.Rows.Count > 0)
        {
            tables.Add(table);
        }
    }

    private static ReportTable Sums(ReconcileResult result)
    {
        var cells = result.Cells;
        var rows = new List<IReadOnlyList<string>>();
        foreach (var model in cells.Select(static cell => cell.Key.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            rows.Add(Row(model, cells.Where(cell => cell.Key.Model == model)));
        }

        rows.Add(Row("total", cells));
        var from = result.Dimensions.Costs ? "" : ", priced from the price book";
        return new ReportTable(
            $"{result.Bill}{from}, against the ledger", ["model", "bill tokens", "ledger tokens", "bill USD", "ledger USD", "bill − ledger USD"], rows);
    }

    private static string[] Row(string name, IEnumerable<Difference> cells)
    {
        var (billTokens, ledgerTokens, bill, ledger) = (0m, 0m, Usd.Zero, Usd.Zero);
        foreach (var cell in cells)
        {
            billTokens += cell.Cell.BillTokens ?? 0;
            ledgerTokens += cell.Cell.LedgerTokens;
            bill += cell.Cell.BillCost ?? Usd.Zero;
            ledger += cell.Cell.LedgerCost;
        }

        return [name, Count(billTokens), Count(ledgerTokens), bill.ToString(), ledger.ToString(), Signed(bill - ledger)];
    }

    private static ReportTable Causes(ReconcileResult result) => new(
        "Why they differ",
        ["cause", "cells", "tokens", "USD", ""],
        [.. CauseTotal.Of(result).Select(static cause => (IReadOnlyList<string>)
        [
            NameOf(cause.Cause), Count(cause.Cells), SignedCount(cause.Tokens), Signed(cause.Cost), cause.IsExpected ? "expected" : "look at it",
        ])]);

    private static ReportTable Differences(ReconcileResult result, int maxRows)
    {
        var parts = result.Cells.SelectMany(static cell => cell.Causes.Select(cause => (cell.Key, Part: cause)))
            .OrderBy(static row => row.Part.IsExpected).ThenByDescending(static row => Math.Abs(row.Part.Cost.Amount)).ToList();
        var rows = parts.Take(maxRows).Select(static row => (IReadOnlyList<string>)
        [
            row.Key.Day.ToString("yyyy-MM-dd", null), row.Key.Model, row.Key.Kind.ToString(), SignedCount(row.Part.Tokens), Signed(row.Part.Cost),
            NameOf(row.Part.Cause), row.Part.Note ?? "",
        ]).ToList();
        if (parts.Count > maxRows)
        {
            rows.Add(["…", $"{parts.Count - maxRows} more: --rows, or --format json", "", "", "", "", ""]);
        }

        return new ReportTable("Differences, bill minus ledger", ["day", "model", "usage type", "tokens", "USD", "cause", "note"], rows);
    }

    private static ReportTable Unmatched(BillRemarks remarks) => new(
        "Lines of Claude usage that were not understood (add them to the table of usage types)",
        ["usage type", "reason", "rows", "quantity", "USD"],
        [.. remarks.Unmatched.OrderByDescending(static pair => pair.Value.Cost).Select(static pair => (IReadOnlyList<string>)
        [
            pair.Key.Type, pair.Key.Reason, Count(pair.Value.Lines), Count(pair.Value.Quantity), pair.Value.Cost.ToString(),
        ])]);

    private static ReportTable Beside(ReconcileResult result)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (type, bucket) in result.Remarks.NotUsage)
        {
            rows.Add([$"bill: {type}", Count(bucket.Lines), bucket.Cost.ToString()]);
        }

        if (result.Remarks.OtherServices is { Lines: > 0 } other)
        {
            rows.Add(["bill: other services", Count(other.Lines), other.Cost.ToString()]);
        }

        foreach (var (why, bucket) in result.Elsewhere)
        {
            rows.Add([$"ledger: {why}", Count(bucket.Lines), bucket.Cost.ToString()]);
        }

        foreach (var ((day, model), figures) in result.Uncertain.OrderBy(static pair => pair.Key))
        {
            var open = figures.WithoutCeiling > 0 ? $", {figures.WithoutCeiling} without a bound" : "";
            rows.Add([$"ledger: uncertain, {day:yyyy-MM-dd} {model}{open}", Count(figures.Entries), $"≤ {figures.Ceiling}"]);
        }

        return new ReportTable("Not compared", ["what", "rows", "USD"], rows);
    }

    private static ReportTable? Requests(RequestFigures? requests) => requests is null
        ? null
        : new ReportTable(
            "Request by request",
            ["", "requests", "for example"],
            [
                ["on both sides", Count(requests.Matched), ""],
                ["with other counts", Count(requests.Differing), string.Join(' ', requests.DifferingIds.Take(3))],
                ["not in the logs", Count(requests.MissingInBill), string.Join(' ', requests.MissingInBillIds.Take(3))],
                ["not in the ledger", Count(requests.MissingInLedger), string.Join(' ', requests.MissingInLedgerIds.Take(3))],
            ]);

    private static string NameOf(Cause cause) => cause switch
    {
        Cause.MissingInLedger => "missing in ledger",
        Cause.MissingInBill => "missing in bill",
        Cause.PriceDiffers => "price differs",
        Cause.ScopeDiffers => "scope or delivery differs",
        Cause.AmountDiffers => "amount differs",
        Cause.Rounding => "rounding",
        Cause.NotYetInBill => "not yet in bill",
        Cause.UncertainEntries => "uncertain entries",
        _ => "ran over midnight",
    };

    private static string Count(decimal value) => value.ToString("#,0.######", CultureInfo.InvariantCulture);

    private static string SignedCount(decimal value) => value.ToString("+#,0.######;-#,0.######;0", CultureInfo.InvariantCulture);

    private static string Signed(Usd value) => value > Usd.Zero ? "+" + value : value.ToString();
}
