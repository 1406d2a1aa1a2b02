using Clearbar.Testing;
using Clearbar.Upstreams.Health;

namespace Clearbar.Tests.Upstreams.Health;

public sealed class UpstreamHealthTests
{
    private static readonly BreakerOptions Options = new() { ConsecutiveFailures = 2, OpenFor = TimeSpan.FromSeconds(15) };

    private readonly ManualTime _time = new();
    private readonly UpstreamHealth _health;

    public UpstreamHealthTests() => _health = new UpstreamHealth(_time);

    [Fact]
    public void A_throttled_model_is_left_alone_for_as_long_as_it_asked_and_the_others_are_not()
    {
        _health.Cool("eu", "opus", TimeSpan.FromSeconds(7), "429");

        Assert.False(_health.TryEnter("eu", "opus", Options));
        Assert.True(_health.TryEnter("eu", "haiku", Options));
        Assert.True(_health.TryEnter("us", "opus", Options));
        Assert.Equal(TimeSpan.FromSeconds(7), _health.ReadyIn("eu", "opus", Options));

        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.True(_health.TryEnter("eu", "opus", Options));
    }

    [Fact]
    public void A_later_shorter_word_does_not_shorten_an_earlier_one_and_days_are_not_believed()
    {
        _health.Cool("eu", "opus", TimeSpan.FromSeconds(60), "429");
        _health.Cool("eu", "opus", null, "429");
        Assert.Equal(TimeSpan.FromSeconds(60), _health.ReadyIn("eu", "opus", Options));

        _health.Cool("eu", "opus", TimeSpan.FromDays(3), "429");
        Assert.Equal(UpstreamHealth.MaxCooldown, _health.ReadyIn("eu", "opus", Options));
    }

    [Fact]
    public void An_address_nobody_answers_at_is_left_alone_for_every_model()
    {
        _health.Unreached("eu", "cannot be reached", Options);
        Assert.True(_health.Unreached("eu", "cannot be reached", Options));

        Assert.False(_health.TryEnter("eu", "opus", Options));
        Assert.False(_health.TryEnter("eu", "haiku", Options));

        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.True(_health.TryEnter("eu", "haiku", Options));
        _health.Succeeded("eu", "haiku", Options);
        Assert.True(_health.TryEnter("eu", "opus", Options));
    }

    [Fact]
    public void Status_says_what_state_why_and_until_when()
    {
        _health.Failed("eu", "opus", "500", Options);
        _health.Failed("eu", "opus", "500", Options);
        _health.Cool("eu", "haiku", TimeSpan.FromSeconds(3), "429");

        Assert.Equal(
            [
                new HealthStatus(null, "ready", null, null),
                new HealthStatus("haiku", "cooling", _time.GetUtcNow().AddSeconds(3), "429"),
                new HealthStatus("opus", "open", _time.GetUtcNow().AddSeconds(15), "500"),
            ],
            _health.Of("eu"));

        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(["ready", "ready", "half-open"], _health.Of("eu").Select(status => status.State));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData(null, "7", 7000.0)]
    [InlineData("1500", "7", 1500.0)]
    [InlineData("12.5", null, 12.5)]
    [InlineData(null, "soon", null)]
    [InlineData(null, "-1", null)]
    [InlineData("NaN", "99999999999999999999", 1e9)]
    [InlineData(null, "Fri, 20 Nov 2026 12:00:05 GMT", 5000.0)]
    [InlineData(null, "Fri, 20 Nov 2026 11:00:00 GMT", 0.0)]
    public void The_headers_are_read_as_their_clients_read_them(string? milliseconds, string? seconds, double? expected)
    {
        var now = new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(expected is { } ms ? TimeSpan.FromMilliseconds(ms) : null, RetryAfter.Read(milliseconds, seconds, now));
    }
}
