using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Ledger.Exports;
using Clearbar.Ledger.Reconciling;
using Clearbar.Ledger.Reconciling.Bills;
using Clearbar.Pricing;
using Clearbar.Tests.Ledger.Reconciling;
using Clearbar.Tokens;

namespace Clearbar.EndToEnd.Reconciling;

/// <summary>Real traffic through a gateway; the emulator's own account of it, written as a provider's bill; the two compared.</summary>
public sealed class ReconcileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task The_upstreams_own_bill_agrees_with_the_ledger_to_the_last_digit()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        var calls = await SendAsync(gateway);

        var result = await CompareAsync(gateway, Cur(SyntheticBills.Cur(calls)));

        Assert.Equal(calls.Count, result.LedgerEntries);
        Assert.True(result.BillCost > Usd.Zero);
        Assert.Equal(result.BillCost, result.LedgerCost);
        Assert.All(result.Cells, static cell => Assert.Empty(cell.Causes));
        Assert.True(result.IsWithinTolerance);
    }

    [Fact]
    public async Task A_row_taken_from_the_bill_is_found_and_named()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        var calls = await SendAsync(gateway);
        var rows = SyntheticBills.Cur(calls).ToList();
        var taken = rows.FindIndex(static row => row.Contains("OutputTokenCount", StringComparison.Ordinal));
        rows.RemoveAt(taken);

        var result = await CompareAsync(gateway, Cur(rows));

        var cell = Assert.Single(result.Cells, static cell => cell.Causes.Count > 0);
        Assert.Equal("output global", cell.Key.Kind.ToString());
        Assert.Equal(Cause.MissingInBill, Assert.Single(cell.Causes).Cause);
        Assert.Equal(result.BillCost - result.LedgerCost, cell.Causes[0].Cost);
        Assert.False(result.IsWithinTolerance);
    }

    [Fact]
    public async Task Invocation_logs_are_joined_by_the_upstreams_request_ids()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        var calls = await SendAsync(gateway);
        var log = calls.Skip(1).Append(calls[0] with { RequestId = "not-ours" }).ToList();
        var file = Path.Combine(_directory.Root, "log.json");
        await File.WriteAllLinesAsync(file, SyntheticBills.InvocationLog(log), TestContext.Current.CancellationToken);

        var result = await CompareAsync(gateway, new InvocationLogs([file], PriceBook.Embedded));

        var counts = result.Requests!;
        Assert.Equal((calls.Count - 1, 0, 1, 1), (counts.Matched, counts.Differing, counts.MissingInBill, counts.MissingInLedger));
        Assert.Equal([calls[0].RequestId], counts.MissingInBillIds);
        Assert.Equal(["not-ours"], counts.MissingInLedgerIds);
        Assert.False(result.IsWithinTolerance);
    }

    [Fact]
    public async Task Prompt_estimates_come_closer_as_a_class_is_seen()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        for (var i = 0; i < 12; i++)
        {
            // Digits: the emulator counts a token per three of them, the prior one per 3.6.
            var prompt = string.Concat(Enumerable.Repeat($"{i % 10} 0123456789 ", 400));
            using var reply = await gateway.Http.SendAsync(
                ClientRequest.Of(Shape.Messages, "haiku", prompt, "digits"), TestContext.Current.CancellationToken);
            reply.EnsureSuccessStatusCode();
        }

        var entries = await EntriesAsync(gateway);
        var first = Error(entries[0]);
        var last = Error(entries[^1]);
        Assert.True(first > 0.1, $"the first estimate was off by {first:P1} only: the prompt teaches nothing");
        Assert.True(last < 0.02, $"the last estimate is still off by {last:P1}");
        await gateway.Host.Ledger.FlushAsync(TestContext.Current.CancellationToken);
        using var store = StoreEntries.Open(new LedgerLayout(gateway.LedgerDirectory).StorePath);
        var error = EstimateErrors.Read(store, null, null).All.Single(static pair => pair.Key.Class == "digits").Value;
        Assert.Equal(12, error.Requests);
        Assert.True(error.MedianError < first);

        static double Error(StoredEntry entry) => Math.Abs(entry.EstimatedPromptTokens - entry.Usage.Prompt) / (double)entry.Usage.Prompt;
    }

    private static async Task<IReadOnlyList<ProviderCall>> SendAsync(GatewayHarness gateway)
    {
        foreach (var shape in Enum.GetValues<Shape>())
        {
            foreach (var model in new[] { "haiku", "sonnet", "opus" })
            {
                using var request = ClientRequest.Of(shape, model, $"Say something about {model}. {new string('x', 300)}");
                using var reply = await gateway.Http.SendAsync(request, TestContext.Current.CancellationToken);
                Assert.True(reply.IsSuccessStatusCode, $"{shape} {model}: {reply.StatusCode}");
                await reply.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            }
        }

        return
        [
            .. gateway.Host.Emulator!.Bill.Rows.Select(
                static row => new ProviderCall(row.StartedAt, GlobalIdOf(row.Model!), row.Usage, row.RequestId)),
        ];
    }

    /// <summary>The emulator stands in for Bedrock's global endpoint.</summary>
    private static string GlobalIdOf(string model) =>
        PriceBook.Embedded.File.Models.Single(priced => priced.Id == model).Bedrock!.Ids["global"];

    private static async Task<IReadOnlyList<StoredEntry>> EntriesAsync(GatewayHarness gateway)
    {
        await gateway.Host.Ledger.FlushAsync(TestContext.Current.CancellationToken);
        using var store = StoreEntries.Open(new LedgerLayout(gateway.LedgerDirectory).StorePath);
        return [.. store.Read(null, null)];
    }

    private static async Task<ReconcileResult> CompareAsync(GatewayHarness gateway, IBill bill)
    {
        await gateway.Host.Ledger.FlushAsync(TestContext.Current.CancellationToken);
        using var store = StoreEntries.Open(new LedgerLayout(gateway.LedgerDirectory).StorePath);
        var options = new ReconcileOptions { IncludeEmulated = true, IsFinal = true, Tolerance = Usd.Zero };
        return Reconciliation.Run(bill, store, PriceBook.Embedded, UsageTypeTable.Embedded.ConsumptionUnit, options);
    }

    private CostAndUsageReport Cur(IReadOnlyList<string> rows)
    {
        var file = Path.Combine(_directory.Root, "cur.csv");
        File.WriteAllLines(file, [SyntheticBills.CurHeader, .. rows]);
        return new CostAndUsageReport([file], UsageTypeTable.Embedded, new ModelNames(PriceBook.Embedded));
    }
}
