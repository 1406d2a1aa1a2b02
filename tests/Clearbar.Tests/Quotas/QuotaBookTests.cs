using Clearbar.Quotas;
using Clearbar.Routing;
using Clearbar.Testing;
using Clearbar.Tiers;
using Clearbar.Upstreams;
using Clearbar.Wire;

namespace Clearbar.Tests.Quotas;

public sealed class QuotaBookTests
{
    private static readonly Dictionary<string, ProviderQuota> None = [];

    private readonly ManualTime _clock = new();

    [Theory]
    [InlineData("claude-sonnet-4-6", 5)]
    [InlineData("claude-opus-4-8", 15)]
    [InlineData("claude-opus-5", 10)]
    public void Bedrock_counts_output_times_the_models_burndown_and_cache_reads_not_at_all(string id, int burndown)
    {
        Assert.True(ModelCatalog.Embedded.TryGet(id, out var model));
        var formula = QuotaFormula.Of(Bedrock(new ProviderQuota()), model);

        Assert.Equal(1000 + 4096, formula.Reserve(1000, 4096));
        Assert.Equal(100 + 20 + 3 + (50 * burndown), formula.Settle(new TokenUsage(100, 9000, 20, 3, 50)));
    }

    [Fact]
    public void Elsewhere_the_answer_is_counted_as_it_is_and_nothing_is_reserved_for_it()
    {
        Assert.True(ModelCatalog.Embedded.TryGet("claude-opus-5", out var model));
        var formula = QuotaFormula.Of(new Deployment { Name = "a", Surface = Surface.AnthropicApi, PricedAs = Surface.AnthropicApi }, model);

        Assert.Equal(1000, formula.Reserve(1000, 4096));
        Assert.Equal(150, formula.Settle(new TokenUsage(100, 9000, 0, 0, 50)));
    }

    [Fact]
    public void A_reservation_throttles_and_what_it_did_not_use_comes_back()
    {
        var book = new QuotaBook(_clock);
        var step = Step(new ProviderQuota { TokensPerMinute = 10_000 });
        Assert.True(Take(book, step, 6000, out var ticket, out _));

        Assert.False(book.CanAdmit(step.Deployment!, step.Model!, 8, 6000));
        Assert.False(Take(book, step, 6000, out _, out var wait));
        Assert.Equal((6008 - (10_000 - 6008)) / 10_000.0, wait.TotalMinutes, 6);
        ticket!.Settle(new TokenUsage(10, 0, 0, 0, 20));
        ticket.Settle(default);

        // 10 and 20 × 5 are gone: 9,890 are left, and one more than that is too much.
        Assert.True(book.CanAdmit(step.Deployment!, step.Model!, 0, 9890));
        Assert.False(book.CanAdmit(step.Deployment!, step.Model!, 0, 9891));
    }

    [Fact]
    public void When_a_replica_goes_the_others_take_over_its_part_and_what_was_used_today_stays_used()
    {
        var census = new Clearbar.Replicas.ReplicaCensus { Live = 2 };
        var book = new QuotaBook(_clock, census);
        var step = Step(new ProviderQuota { TokensPerDay = 20_000 });
        Assert.True(Take(book, step, 6000, out _, out _));
        Assert.False(book.CanAdmit(step.Deployment!, step.Model!, 0, 4000));

        census.Live = 1;

        Assert.True(book.CanAdmit(step.Deployment!, step.Model!, 0, 13_000));
        Assert.False(book.CanAdmit(step.Deployment!, step.Model!, 0, 14_000));
    }

    [Fact]
    public void Those_who_wait_go_one_after_the_other_and_nobody_waits_longer_than_is_bearable()
    {
        var book = new QuotaBook(_clock);
        var step = Step(new ProviderQuota { RequestsPerMinute = 60 });
        for (var i = 0; i < 60; i++)
        {
            Assert.True(Take(book, step, 1, out _, out _));
        }

        Assert.True(book.TryTake(Outline(1), step, QuotaBook.Patience, out var first, out _));
        Assert.True(book.TryTake(Outline(1), step, QuotaBook.Patience, out var second, out _));
        Assert.False(book.TryTake(Outline(1), step, QuotaBook.Patience, out _, out var third));
        Assert.Equal([1.0, 2.0, 3.0], new[] { first!.Wait, second!.Wait, third }.Select(wait => Math.Round(wait.TotalSeconds, 3)));
    }

    [Fact]
    public void The_days_tokens_are_back_at_midnight()
    {
        var book = new QuotaBook(_clock);
        var step = Step(new ProviderQuota { TokensPerDay = 7000 });
        Assert.True(Take(book, step, 6000, out _, out _));

        Assert.False(Take(book, step, 6000, out _, out var wait));
        Assert.Equal(TimeSpan.FromHours(12), wait);
        _clock.Advance(wait);
        Assert.True(Take(book, step, 6000, out _, out _));
    }

    [Fact]
    public void Each_model_has_its_own_and_some_have_other_figures()
    {
        var quotas = new DeploymentQuotas(
            new ProviderQuota { RequestsPerMinute = 1 }, new Dictionary<string, ProviderQuota> { ["claude-opus-5"] = new() { RequestsPerMinute = 2 } });
        var book = new QuotaBook(_clock);
        var sonnet = Step(quotas, "claude-sonnet-4-6");
        var opus = Step(quotas, "claude-opus-5");

        Assert.True(Take(book, sonnet, 1, out _, out _));
        Assert.False(Take(book, sonnet, 1, out _, out _));
        Assert.True(Take(book, opus, 1, out _, out _));
        Assert.True(Take(book, opus, 1, out _, out _));
        Assert.False(Take(book, opus, 1, out _, out _));
    }

    private static bool Take(QuotaBook book, PlannedStep step, int maxTokens, out QuotaTicket? ticket, out TimeSpan wait) =>
        book.TryTake(Outline(maxTokens), step, TimeSpan.Zero, out ticket, out wait);

    private static RequestOutline Outline(int maxTokens) => new() { Dialect = Dialect.Anthropic, Model = "m", Members = [], MaxTokens = maxTokens };

    private static PlannedStep Step(ProviderQuota quota) => Step(new DeploymentQuotas(quota, None), "claude-sonnet-4-6");

    private static PlannedStep Step(DeploymentQuotas quotas, string id)
    {
        Assert.True(ModelCatalog.Embedded.TryGet(id, out var model));
        return new PlannedStep { Rung = "r", Model = model, Deployment = Bedrock(new ProviderQuota()) with { Quotas = quotas } };
    }

    private static Deployment Bedrock(ProviderQuota quota) =>
        new() { Name = "b", Surface = Surface.Bedrock, PricedAs = Surface.Bedrock, Quotas = new DeploymentQuotas(quota, None) };
}
