using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Reconciling;
using Clearbar.Ledger.Reconciling.Bills;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Ledger.Reconciling;

public sealed class ReconciliationTests : IDisposable
{
    private const string Haiku = "global.anthropic.claude-haiku-4-5-20251001-v1:0";
    private const string Sonnet = "us.anthropic.claude-sonnet-5";
    private const string SonnetGlobal = "global.anthropic.claude-sonnet-5";

    private static readonly DateTimeOffset s_monday = new(2026, 11, 16, 9, 30, 0, TimeSpan.Zero);

    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void A_bill_of_the_same_calls_agrees_to_the_last_digit()
    {
        var calls = Calls();

        var result = Compare(SyntheticBills.Cur(calls), LedgerOf.Calls(calls));

        Assert.All(result.Cells, static cell => Assert.Empty(cell.Causes));
        Assert.Equal(21, result.Cells.Count);
        Assert.Equal(result.LedgerCost, result.BillCost);
        Assert.True(result.LedgerCost > Usd.Zero);
        Assert.True(result.IsWithinTolerance);
    }

    [Fact]
    public void A_deleted_row_of_a_closed_day_is_missing_in_the_bill()
    {
        var calls = Calls();
        var bill = SyntheticBills.Cur(calls).ToList();
        var deleted = bill.FindIndex(static line => line.Contains("2026-11-16", StringComparison.Ordinal) && line.Contains("OutputTokenCount", StringComparison.Ordinal));
        bill.RemoveAt(deleted);

        var result = Compare(bill, LedgerOf.Calls(calls));

        var (key, cause) = Only(result);
        Assert.Equal(("claude-haiku-4-5-20251001", new UsageKind("output", BillScope.Global)), (key.Model, key.Kind));
        Assert.Equal(Cause.MissingInBill, cause.Cause);
        Assert.Equal(-200m, cause.Tokens);
        Assert.Equal(-200m * 5 / 1_000_000m, cause.Cost.Amount);
        Assert.False(result.IsWithinTolerance);
    }

    [Fact]
    public void A_deleted_row_of_the_bills_last_day_may_not_be_in_it_yet_unless_it_is_final()
    {
        var calls = Calls();
        var bill = SyntheticBills.Cur(calls).Where(static line => !(line.Contains("2026-11-18", StringComparison.Ordinal) && line.Contains("OutputTokenCount", StringComparison.Ordinal))).ToList();

        Assert.Equal(Cause.NotYetInBill, Only(Compare(bill, LedgerOf.Calls(calls))).Cause.Cause);
        Assert.Equal(Cause.MissingInBill, Only(Compare(bill, LedgerOf.Calls(calls), Strict with { IsFinal = true })).Cause.Cause);
    }

    [Fact]
    public void A_call_past_the_gateway_is_missing_in_the_ledger()
    {
        var calls = Calls();
        var past = new ProviderCall(s_monday.AddMinutes(5), Haiku, new TokenUsage(10_000, 0, 0, 0, 0), "past");

        var (_, cause) = Only(Compare(SyntheticBills.Cur([.. calls, past]), LedgerOf.Calls(calls)));

        Assert.Equal((Cause.MissingInLedger, 10_000m, 0.01m), (cause.Cause, cause.Tokens, cause.Cost.Amount));
    }

    [Fact]
    public void Another_price_is_named_with_both_rates()
    {
        var calls = Calls();
        var bill = SyntheticBills.Cur(calls).ToList();
        var row = bill.FindIndex(static line => line.Contains(",0.0002,0.001,", StringComparison.Ordinal));
        bill[row] = bill[row].Replace(",0.0002,0.001,", ",0.0002,0.0011,", StringComparison.Ordinal);

        var (_, cause) = Only(Compare(bill, LedgerOf.Calls(calls)));

        Assert.Equal((Cause.PriceDiffers, 0m, 0.0001m), (cause.Cause, cause.Tokens, cause.Cost.Amount));
        Assert.Equal("bill 5.5, ledger 5 USD per MTok (1.1 ×)", cause.Note);
    }

    [Fact]
    public void Amounts_printed_with_fewer_digits_differ_by_rounding_only()
    {
        var calls = Calls();
        var bill = SyntheticBills.Cur(calls).Select(static line =>
        {
            var fields = line.Split(',');
            fields[9] = Math.Round(decimal.Parse(fields[9], System.Globalization.CultureInfo.InvariantCulture), 4).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return string.Join(',', fields);
        }).ToList();

        var result = Compare(bill, LedgerOf.Calls(calls));

        Assert.Contains(result.Cells, static cell => cell.Causes.Count > 0);
        Assert.All(result.Cells.SelectMany(static cell => cell.Causes), static cause => Assert.Equal(Cause.Rounding, cause.Cause));
        Assert.True(result.IsWithinTolerance);
    }

    [Fact]
    public void Tokens_billed_at_another_scope_are_matched_with_where_the_ledger_has_them()
    {
        var asked = new ProviderCall(s_monday, SonnetGlobal, new TokenUsage(1_000_000, 0, 0, 0, 0), "a");
        var billed = asked with { Model = Sonnet };

        var result = Compare(SyntheticBills.Cur([billed]), LedgerOf.Calls([asked]));

        Assert.All(result.Cells, static cell => Assert.Equal(Cause.ScopeDiffers, Assert.Single(cell.Causes).Cause));
        Assert.Equal(0.2m, (result.BillCost - result.LedgerCost).Amount);
        Assert.Equal(0.2m, CauseTotal.Of(result).Single().Cost.Amount);
    }

    [Fact]
    public void What_an_abandoned_attempt_cost_is_explained_up_to_its_ceiling()
    {
        var calls = Calls();
        var lost = new ProviderCall(s_monday.AddMinutes(2), Haiku, new TokenUsage(500, 0, 0, 0, 50), "lost");
        var cost = new Usd(0.00075m);

        var within = Compare(SyntheticBills.Cur([.. calls, lost]), Ledger(LedgerOf.Abandoned(lost, cost)));
        var beyond = Compare(SyntheticBills.Cur([.. calls, lost]), Ledger(LedgerOf.Abandoned(lost, new Usd(0.0005m))));
        var unbounded = Compare(SyntheticBills.Cur([.. calls, lost]), Ledger(LedgerOf.Abandoned(lost, null)));

        Assert.Equal([Cause.UncertainEntries], CauseTotal.Of(within).Select(static total => total.Cause));
        Assert.True(within.IsWithinTolerance);
        Assert.Equal([(Cause.MissingInLedger, 0.00025m), (Cause.UncertainEntries, 0.0005m)], CauseTotal.Of(beyond).Select(static total => (total.Cause, total.Cost.Amount)));
        Assert.Equal([Cause.UncertainEntries], CauseTotal.Of(unbounded).Select(static total => total.Cause));

        LedgerOf Ledger(StoredEntry entry) => new([.. calls.Select(static call => LedgerOf.Entry(call)), entry]);
    }

    [Fact]
    public void A_call_over_midnight_is_found_on_the_next_day()
    {
        var late = new ProviderCall(new DateTimeOffset(2026, 11, 16, 23, 59, 59, TimeSpan.Zero), Haiku, new TokenUsage(700, 0, 0, 0, 0), "late");

        var result = Compare(SyntheticBills.Cur([late with { At = late.At.AddSeconds(2) }]), LedgerOf.Calls([late]), Strict with { From = s_monday });

        Assert.All(result.Cells, static cell => Assert.Equal(Cause.Overnight, Assert.Single(cell.Causes).Cause));
        Assert.True(result.IsWithinTolerance);
    }

    [Fact]
    public void What_is_not_understood_is_shown_and_counts()
    {
        var calls = Calls();
        var result = Compare(
            [
                .. SyntheticBills.Cur(calls),
                SyntheticBills.CurLine("Usage", s_monday, "USE1-MP:USE1_HyperTokenCount-Units", 3, 1.5m, "Claude Opus 5 (Amazon Bedrock Edition)", "Units"),
                SyntheticBills.CurLine("Tax", s_monday, "USE1-MP:USE1_InputTokenCount-Units", 1, 0.7m, "Claude Haiku 4.5 (Amazon Bedrock Edition)", ""),
                SyntheticBills.CurLine("Usage", s_monday, "USE1-BoxUsage:m7g.large", 24, 1.9584m, "Amazon Elastic Compute Cloud", "Hrs"),
            ],
            LedgerOf.Calls(calls));

        var (key, bucket) = Assert.Single(result.Remarks.Unmatched);
        Assert.Equal(("USE1-MP:USE1_HyperTokenCount-Units", new BillBucket(1, 3, new Usd(1.5m))), (key.Type, bucket));
        Assert.Equal(new BillBucket(1, 0, new Usd(0.7m)), result.Remarks.NotUsage["Tax"]);
        Assert.Equal(new BillBucket(1, 0, new Usd(1.9584m)), result.Remarks.OtherServices);
        Assert.Equal(1.5m, result.Unexplained.Amount);
        Assert.False(result.IsWithinTolerance);
    }

    [Fact]
    public void Claude_Platform_on_AWS_is_compared_in_consumption_units()
    {
        var calls = Enumerable.Range(0, 4).Select(static i =>
            new ProviderCall(s_monday.AddMinutes(i), "claude-sonnet-5", new TokenUsage(100_000, 0, 0, 0, 10_000), $"cpa-{i}")).ToList();
        var line = SyntheticBills.CurLine("Usage", s_monday, "Global-ConsumptionUnits", 120, 1.20m, "Claude Platform on AWS", "Units");

        var result = Compare([line], LedgerOf.Calls(calls, Surface.ClaudePlatformAws));

        var cell = Assert.Single(result.Cells);
        Assert.Equal((CostAndUsageReport.ConsumptionUnits, "ccu"), (cell.Key.Model, cell.Key.Kind.Item));
        Assert.Equal((120m, 120m), (cell.Cell.BillTokens, cell.Cell.LedgerTokens));
        Assert.Empty(cell.Causes);
    }

    [Fact]
    public void The_emulators_entries_are_compared_only_in_a_rehearsal()
    {
        var calls = Calls();
        var ledger = new LedgerOf(calls.Select(static call => LedgerOf.Entry(call) with { Surface = Surface.Emulator }));

        Assert.False(Compare(SyntheticBills.Cur(calls), ledger).IsWithinTolerance);
        Assert.Equal(calls.Count, Compare(SyntheticBills.Cur(calls), ledger).Elsewhere["emulated"].Lines);
        Assert.True(Compare(SyntheticBills.Cur(calls), ledger, Strict with { IncludeEmulated = true }).IsWithinTolerance);
    }

    [Fact]
    public void Causes_add_up_to_the_difference_whatever_is_broken()
    {
        var breaking = from kinds in Gen.ListOf(Gen.Choose(0, 4)) from rows in Gen.ListOf(Gen.Choose(0, 35)) select kinds.Zip(rows).ToList();
        Prop.ForAll(Arb.From(breaking), broken =>
        {
            var calls = Calls();
            var result = Compare(Break(SyntheticBills.Cur(calls), broken), LedgerOf.Calls(calls));
            foreach (var cell in result.Cells)
            {
                Assert.Equal(cell.Cost!.Value.Amount, cell.Causes.Sum(static cause => cause.Cost.Amount), 20);
                Assert.Equal(cell.Tokens!.Value, cell.Causes.Sum(static cause => cause.Tokens));
            }
        }).QuickCheckThrowOnFailure();
    }

    private static ReconcileOptions Strict => new() { Tolerance = Usd.Zero };

    private static List<string> Break(IReadOnlyList<string> bill, List<(int Kind, int Row)> broken)
    {
        var rows = bill.ToList();
        foreach (var (kind, row) in broken)
        {
            var at = row % Math.Max(rows.Count, 1);
            var fields = rows.Count == 0 ? [] : rows[at].Split(',');
            switch (kind)
            {
                case 0 when rows.Count > 1:
                    rows.RemoveAt(at);
                    break;
                case 1:
                    rows.Add(rows[at]);
                    break;
                case 2:
                    fields[9] = "0.0000000012";
                    rows[at] = string.Join(',', fields);
                    break;
                case 3:
                    fields[8] = "0.000777";
                    rows[at] = string.Join(',', fields);
                    break;
                default:
                    rows[at] = rows[at].Replace("_Global-", "-", StringComparison.Ordinal);
                    break;
            }
        }

        return rows;
    }

    /// <summary>Three calls a day on three days: both cache lifetimes, a global and a regional model.</summary>
    private static List<ProviderCall> Calls() => [.. Enumerable.Range(0, 3).SelectMany(static day => new ProviderCall[]
    {
        new(s_monday.AddDays(day), Haiku, new TokenUsage(1_234, 5_678, 910, 0, 150), $"h{day}"),
        new(s_monday.AddDays(day).AddSeconds(9), Haiku, new TokenUsage(11, 0, 0, 0, 50), $"i{day}"),
        new(s_monday.AddDays(day).AddHours(2), Sonnet, new TokenUsage(333, 0, 0, 4_444, 77), $"s{day}"),
    }).Select(static call => call.Model == Sonnet && call.RequestId == "s1" ? call with { Usage = new TokenUsage(333, 4_444, 0, 0, 77) } : call)];

    private static (CellKey Key, CauseAmount Cause) Only(ReconcileResult result)
    {
        var cell = Assert.Single(result.Cells, static cell => cell.Causes.Count > 0);
        return (cell.Key, Assert.Single(cell.Causes));
    }

    private ReconcileResult Compare(IReadOnlyList<string> bill, IEntrySource ledger, ReconcileOptions? options = null)
    {
        var file = Path.Combine(_data.Root, $"{Guid.NewGuid():N}.csv");
        File.WriteAllLines(file, [SyntheticBills.CurHeader, .. bill]);
        var report = new CostAndUsageReport([file], UsageTypeTable.Embedded, new ModelNames(PriceBook.Embedded));
        return Reconciliation.Run(report, ledger, PriceBook.Embedded, UsageTypeTable.Embedded.ConsumptionUnit, options ?? Strict);
    }
}
