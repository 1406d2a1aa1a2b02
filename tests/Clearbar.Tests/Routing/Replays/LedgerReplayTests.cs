using Clearbar.Configuration;
using Clearbar.Ledger;
using Clearbar.Ledger.Exports;
using Clearbar.Pricing;
using Clearbar.Routing.Replays;
using Clearbar.Tests.Ledger.Reconciling;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Routing.Replays;

public sealed class LedgerReplayTests
{
    private const decimal HaikuCost = 0.0015m;
    private const decimal OpusCost = 0.00975m;

    [Theory]
    [InlineData(null)]
    [InlineData("haiku>opus")]
    public void The_ledger_under_its_own_policy_is_the_ledgers_own_sum(string? policy)
    {
        var entries = SmallLedger.Entries();

        var total = Replay(entries, policy).Total;

        Assert.Equal((7 * HaikuCost) + (2 * OpusCost), total.Then);
        Assert.Equal((total.Then, 0.0, 0.0), (total.Now, total.DifferenceInterval.Low, total.DifferenceInterval.High));
        Assert.Equal((8, 2.0, 2.0), ((int)total.Requests, total.EscalationsThen, total.EscalationsNow));
    }

    [Fact]
    public void Under_the_prices_it_was_charged_by_nothing_changes()
    {
        var total = Replay(SmallLedger.Entries(), "haiku>opus", options => options with { Prices = PriceBook.Embedded }).Total;

        Assert.Equal((total.Then, 1L), (total.Now, total.CarriedOver));
    }

    [Fact]
    public void A_rung_that_was_tried_costs_what_it_cost_and_is_the_last_where_the_policy_ends()
    {
        var result = Replay(SmallLedger.Entries(), "haiku");

        Assert.Equal(7 * HaikuCost, result.Total.Now);
        // Seven of eight are replayed; five of them got the same answer, two another, and the refused one got none.
        Assert.Equal(5.0 / 8, result.Total.SameAnswer!.Value.Value);
        Assert.Null(result.Total.Quality);
        Assert.Contains(result.Assumptions, static text => text.StartsWith("Quality is unknown", StringComparison.Ordinal));
        Assert.Contains(result.Assumptions, static text => text.StartsWith("Carried over at what was paid, in both sums: 1 request,", StringComparison.Ordinal));
        Assert.Equal((400, 1_300), (result.Total.LatencyNow!.P95.Value, result.Total.LatencyThen!.P95.Value));
    }

    [Theory]
    [InlineData(false, ((770 * 1) + (462 * 1.25) + (154 * 5)) / 1e6)]
    [InlineData(true, ((770 * 1) + (385 * 0.1) + (77 * 1.25) + (154 * 5)) / 1e6)]
    public void A_rung_that_was_not_tried_is_estimated_at_its_own_tokenizer_with_a_cold_or_a_warm_cache(bool warm, double haiku)
    {
        // Opus counts 1.3 tokens for one of haiku's: 1,000 / 1.3 rounded up is 770.
        var asked = LedgerOf.Entry(new ProviderCall(SmallLedger.Start, SmallLedger.Opus, new TokenUsage(1_000, 500, 100, 0, 200), "x")) with
        {
            RequestId = "x", Rung = "opus",
        };
        var entries = SmallLedger.Entries();

        var result = Replay([.. entries, asked], "haiku>opus", options => options with { WarmCache = warm });

        // Two of seven haiku answers did not pass.
        var own = Replay(entries, "haiku>opus").Total.Now;
        Assert.Equal(haiku + (2.0 / 7 * (double)asked.Cost!.Value.Amount), (double)(result.Total.Now - own), 12);
        Assert.Equal(2 + (2.0 / 7), result.Total.EscalationsNow, 12);
        Assert.Contains(result.Assumptions, static text => text.Contains("2 of 7 answers (28.6 %)", StringComparison.Ordinal));
        Assert.Contains(result.Assumptions, static text => text.Contains("haiku was not tried on 1 request:", StringComparison.Ordinal));
    }

    [Fact]
    public void A_repair_is_replayed_as_it_was_and_no_other_policy_asks_for_one()
    {
        // The repair read the refused answer too; what another rung's answer would have cost is told by the tokens without it.
        var usage = SmallLedger.HaikuUsage with { Input = 1_200 };
        var refused = SmallLedger.Of("p", 1, "haiku", EntryOutcome.Escalated, SmallLedger.Reason);
        var repair = LedgerOf.Entry(new ProviderCall(refused.At.AddSeconds(1), SmallLedger.Haiku, usage, "p-2")) with
        {
            RequestId = "p", Attempt = 2, Rung = "haiku+repair", Avoided = SmallLedger.HaikuUsage,
        };
        List<StoredEntry> entries = [.. SmallLedger.Entries(), refused, repair];
        var recorded = (8 * HaikuCost) + (2 * OpusCost) + repair.Cost!.Value.Amount;

        Assert.Equal(recorded, Replay(entries, null).Total.Now);
        Assert.Equal((8 * HaikuCost) + (3 * OpusCost), Replay(entries, "haiku>opus").Total.Now);
        // A tier's other model makes its repairs as well: 1,560 tokens in and 130 out, at 5 and 25 dollars a million.
        var replaced = Replay(entries, null, options => options with { Models = new Dictionary<string, string> { ["haiku"] = SmallLedger.Opus } });
        Assert.Equal((10 * OpusCost) + 0.01105m, replaced.Total.Now);
    }

    [Fact]
    public void The_doubt_of_a_recorded_rate_is_in_the_interval()
    {
        var asked = Enumerable.Range(0, 50).Select(static i => SmallLedger.Of($"o{i}", 1, "opus", EntryOutcome.Accepted)).ToList();

        var total = Replay([.. SmallLedger.Entries(), .. asked], "haiku>opus").Total;

        // All fifty cost alike, so nearly all of the spread is that of "two of seven": 1.96 x 50 x opus x sqrt(p (1 - p) / 7).
        var doubt = 1.96 * 50 * (double)OpusCost * Math.Sqrt(2.0 / 7 * (5.0 / 7) / 7);
        var half = (total.DifferenceInterval.High - total.DifferenceInterval.Low) / 2;
        Assert.InRange(half, doubt, doubt * 1.05);
    }

    [Fact]
    public void Without_a_recorded_rate_one_must_be_given_and_is_named()
    {
        StoredEntry[] entries = [.. Enumerable.Range(0, 4).Select(static i => SmallLedger.Of($"o{i}", 1, "opus", EntryOutcome.Accepted))];

        var refusal = Assert.Throws<ReplayException>(() => Replay(entries, "haiku>opus"));
        var given = Replay(entries, "haiku>opus", static options => options with { Escalates = 0.25 });

        Assert.Contains("--escalates 0.2", refusal.Message, StringComparison.Ordinal);
        // 1,300 / 1.3 is 1,000 and 130 / 1.3 is 100: haiku would have cost what it costs elsewhere in this ledger.
        Assert.Equal((4 * HaikuCost) + OpusCost, given.Total.Now);
        Assert.Contains(given.Assumptions, static text => text.Contains("25.0 % of its answers, as given", StringComparison.Ordinal));
    }

    [Fact]
    public void Another_model_for_a_rung_is_priced_and_its_answers_are_not_claimed_to_be_the_same()
    {
        var total = Replay(SmallLedger.Entries(), null, static options => options with
        {
            Models = new Dictionary<string, string>(StringComparer.Ordinal) { ["opus"] = "claude-haiku-4-5" },
        }).Total;

        Assert.Equal(9 * HaikuCost, total.Now);
        Assert.Equal(5.0 / 8, total.SameAnswer!.Value.Value);
    }

    [Fact]
    public void Calls_beside_the_walk_stay_as_they_were_whatever_their_number_means()
    {
        var shadow = SmallLedger.Of("r0", 2, "opus", (EntryOutcome)77);

        var result = Replay([.. SmallLedger.Entries(), shadow], "haiku");

        Assert.Equal((7 * HaikuCost) + OpusCost, result.Total.Now);
        Assert.Contains(result.Assumptions, static text => text.Contains("1 attempt that ended as 77, $0.00975", StringComparison.Ordinal));
    }

    [Fact]
    public void What_rung_0_answered_it_answers_again_and_without_it_is_estimated_from_what_it_avoided()
    {
        var local = SmallLedger.Of("l", 1, "haiku", EntryOutcome.Accepted) with
        {
            Rung = "local", Surface = Surface.Local, Model = "local", Usage = default, Cost = new(0), Lines = [], Avoided = SmallLedger.HaikuUsage,
        };

        Assert.Equal(0m, Replay([local], "local>haiku").Total.Now);
        Assert.Equal(HaikuCost, Replay([local], "haiku").Total.Now);
        Assert.Equal(1L, Replay([local with { Avoided = null }], "haiku").Total.CarriedOver);
    }

    [Fact]
    public void Abandoned_and_unpriced_attempts_are_in_neither_sum()
    {
        var lost = LedgerOf.Abandoned(new ProviderCall(SmallLedger.Start, SmallLedger.Opus, default, "lost"), new Usd(1));

        var total = Replay([.. SmallLedger.Entries(), lost], "haiku>opus").Total;

        Assert.Equal((7 * HaikuCost) + (2 * OpusCost), total.Then);
        Assert.Equal((2L, total.Then), (total.CarriedOver, total.Now));
    }

    [Fact]
    public void A_ledger_stores_no_answers_to_compare_and_knows_its_classes()
    {
        Assert.Contains("stores none", Assert.Throws<ReplayException>(() => Replay(SmallLedger.Entries(), "haiku>opus agreement")).Message, StringComparison.Ordinal);
        Assert.True(ReplayPolicy.TryParse("haiku", out var haiku, out _));
        var plan = new ReplayPlan(null, new Dictionary<string, ReplayPolicy>(StringComparer.Ordinal) { ["no such"] = haiku });
        var refusal = Assert.Throws<ReplayException>(() => Replay(SmallLedger.Entries(), null, options => options with { Plan = plan }));
        Assert.Contains("it has support", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_is_put_together_from_entries_far_apart_in_the_stream()
    {
        // Between the two attempts of each request lie all the others, and hours between rounds.
        var entries = new List<StoredEntry>();
        for (var round = 0; round < 3; round++)
        {
            var at = SmallLedger.Start.AddHours(3 * round);
            for (var attempt = 1; attempt <= 2; attempt++)
            {
                for (var i = 0; i < 200; i++)
                {
                    var entry = attempt == 1
                        ? SmallLedger.Of($"{round}-{i}", 1, "haiku", EntryOutcome.Escalated, SmallLedger.Reason)
                        : SmallLedger.Of($"{round}-{i}", 2, "opus", EntryOutcome.Accepted);
                    entries.Add(entry with { At = at.AddSeconds((200 * attempt) + i), SettledAt = at.AddSeconds((200 * attempt) + i + 1) });
                }
            }
        }

        var total = Replay(entries, "haiku>opus").Total;

        Assert.Equal((600L, total.Then, 600.0), (total.Requests, total.Now, total.EscalationsNow));
    }

    [Fact]
    public void Reported_outcomes_tell_the_quality_of_the_answers_that_stay_and_of_those_that_would_not()
    {
        var outcomes = new Dictionary<string, double>(StringComparer.Ordinal) { ["r0"] = 1, ["r1"] = 0, ["e0"] = 1, ["nobody"] = 0 };

        var total = Replay(SmallLedger.Entries(), "haiku", options => options with { Outcomes = outcomes }).Total;

        // Three of the four were in this ledger; e0 was answered by opus, which the policy would not have asked.
        Assert.Equal((3L, 2L), (total.Reported!.Known, total.Reported.Kept));
        Assert.Equal((2.0 / 3, 0.5, 1.0), (total.Reported.Then.Value, total.Reported.KeptScore!.Value.Value, total.Reported.OtherScore!.Value.Value));
        Assert.Null(Replay(SmallLedger.Entries(), "haiku").Total.Reported);
    }

    private static ReplayResult Replay(
        IEnumerable<StoredEntry> entries, string? policy, Func<LedgerReplayOptions, LedgerReplayOptions>? with = null)
    {
        ReplayPolicy? parsed = null;
        Assert.True(policy is null || ReplayPolicy.TryParse(policy, out parsed, out _));
        var source = new LedgerOf(entries.OrderBy(static entry => entry.At));
        var options = new LedgerReplayOptions
        {
            Plan = new ReplayPlan(parsed, new Dictionary<string, ReplayPolicy>(StringComparer.Ordinal)),
            Tiers = GatewayOptions.DefaultTiers,
        };
        return LedgerReplay.Run(source, LedgerSurvey.Read(source, null, null), with?.Invoke(options) ?? options);
    }
}
