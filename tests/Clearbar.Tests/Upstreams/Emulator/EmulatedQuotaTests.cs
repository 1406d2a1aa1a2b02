using System.Globalization;
using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Quotas;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>Limits per minute: what admission reserves, what settlement takes, who shares a limit, and how a throttle is told.</summary>
public sealed class EmulatedQuotaTests
{
    private const string Opus48 = "us.anthropic.claude-opus-4-8";

    [Fact]
    public async Task Requests_beyond_the_limit_are_throttled_until_the_bucket_has_filled_up()
    {
        var clock = new ManualTimeProvider();
        await using var emulator = await StartAsync(clock, new QuotaRule { RequestsPerMinute = 2 });

        Assert.Equal([200, 200, 429], await TimesAsync(3, () => ConverseAsync(emulator)));
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(429, await ConverseAsync(emulator));
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([200, 429], await TimesAsync(2, () => ConverseAsync(emulator)));
        Assert.Equal(
            [BillOutcome.Completed, BillOutcome.Completed, BillOutcome.Refused, BillOutcome.Refused, BillOutcome.Completed, BillOutcome.Refused],
            emulator.Host.Bill.Rows.Select(row => row.Outcome));
    }

    [Fact]
    public async Task Bedrock_reserves_max_tokens_at_admission_and_gives_back_what_was_not_used()
    {
        await using var emulator = await StartAsync(new ManualTimeProvider(), new QuotaRule { TokensPerMinute = 2_000 });

        var tooMuch = await ConverseAsync(emulator, maxTokens: 1_999);
        var first = await ConverseAsync(emulator, maxTokens: 1_500);
        var second = await ConverseAsync(emulator, maxTokens: 1_500);

        // The second fits only because the first gave most of its reservation back: 5 x its output and its prompt are far below 500.
        Assert.Equal([429, 200, 200], [tooMuch, first, second]);
    }

    [Theory]
    [InlineData(EmulatorClient.HaikuOnBedrock, 5)]
    [InlineData(Opus48, 15)]
    public async Task Bedrock_settles_output_with_the_models_burndown(string model, int burndown)
    {
        // What one call leaves is found by asking for exactly so much, and for one token more.
        var clock = new ManualTimeProvider();
        await using var emulator = await StartAsync(clock, new QuotaRule { TokensPerMinute = 10_000 });
        await ConverseAsync(emulator, model);
        var usage = Assert.Single(emulator.Host.Bill.Rows).Usage;
        var left = 10_000 - usage.Prompt - (usage.Output * burndown);

        Assert.Equal(429, await ConverseAsync(emulator, model, maxTokens: (int)(left - usage.Prompt) + 1));
        Assert.Equal(200, await ConverseAsync(emulator, model, maxTokens: (int)(left - usage.Prompt)));
    }

    [Fact]
    public async Task Cache_reads_are_free()
    {
        await using var emulator = await StartAsync(new ManualTimeProvider(), new QuotaRule { TokensPerMinute = 6_000 });
        var ask = EmulatorClient.AskConverse();
        ask["system"] = new JsonArray(
            new JsonObject { ["text"] = string.Join(' ', Enumerable.Repeat("amber", 3_000)) },
            new JsonObject { ["cachePoint"] = new JsonObject { ["type"] = "default" } });

        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            statuses.Add(await ConverseAsync(emulator, EmulatorClient.SonnetOnBedrock, body: ask));
        }

        // Five prompts of 3,000 tokens would not fit; one write and four reads do.
        Assert.Equal([200, 200, 200, 200, 200], statuses);
        Assert.True(emulator.Host.Bill.Total.CacheRead > 11_000);
    }

    [Fact]
    public async Task Accounts_regions_and_profiles_have_limits_of_their_own()
    {
        await using var emulator = await StartAsync(new ManualTimeProvider(), new QuotaRule { RequestsPerMinute = 1 });

        Assert.Equal(200, await ConverseAsync(emulator, credential: "AKIAONE/us-east-1"));
        Assert.Equal(429, await ConverseAsync(emulator, credential: "AKIAONE/us-east-1"));
        Assert.Equal(200, await ConverseAsync(emulator, credential: "AKIAONE/eu-west-1"));
        Assert.Equal(200, await ConverseAsync(emulator, credential: "AKIATWO/us-east-1"));
        Assert.Equal(200, await ConverseAsync(emulator, EmulatorClient.SonnetOnBedrock, credential: "AKIAONE/us-east-1"));
        Assert.Equal(200, await ConverseAsync(emulator, "us.anthropic.claude-haiku-4-5-20251001-v1:0", credential: "AKIAONE/us-east-1"));
    }

    [Fact]
    public async Task The_first_rule_that_fits_counts_and_a_call_that_none_fits_is_free()
    {
        await using var emulator = await StartAsync(
            new ManualTimeProvider(),
            new QuotaRule { Model = "claude-haiku-4-5", Surface = "bedrock", RequestsPerMinute = 1 },
            new QuotaRule { Model = "claude-haiku-4-5", RequestsPerMinute = 2 });

        Assert.Equal([200, 429], await TimesAsync(2, () => ConverseAsync(emulator)));
        Assert.Equal([200, 200, 429], await TimesAsync(3, () => MessageAsync(emulator)));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(200, await ConverseAsync(emulator, EmulatorClient.SonnetOnBedrock));
        }
    }

    [Fact]
    public async Task Anthropic_tells_its_limits_and_when_to_come_back_and_does_not_reserve_max_tokens()
    {
        var clock = new ManualTimeProvider();
        await using var emulator = await StartAsync(
            clock, new QuotaRule { RequestsPerMinute = 10, InputTokensPerMinute = 600, OutputTokensPerMinute = 300 });

        using var first = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask(maxTokens: 60_000));
        var row = Assert.Single(emulator.Host.Bill.Rows);
        using var second = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask(maxTokens: 60_000));
        using var tooLong = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask(string.Join(' ', Enumerable.Repeat("amber", 590))));

        Assert.Equal([200, 200, 429], [(int)first.StatusCode, (int)second.StatusCode, (int)tooLong.StatusCode]);
        Assert.Equal("10", Header(first, "anthropic-ratelimit-requests-limit"));
        Assert.Equal("9", Header(first, "anthropic-ratelimit-requests-remaining"));
        Assert.Equal("8", Header(second, "anthropic-ratelimit-requests-remaining"));
        Assert.Equal("600", Header(first, "anthropic-ratelimit-input-tokens-limit"));
        Assert.Equal((600 - row.Usage.Prompt).ToString(CultureInfo.InvariantCulture), Header(first, "anthropic-ratelimit-input-tokens-remaining"));
        Assert.Equal("300", Header(first, "anthropic-ratelimit-output-tokens-remaining"));
        Assert.Equal(
            (300 - row.Usage.Output).ToString(CultureInfo.InvariantCulture), Header(second, "anthropic-ratelimit-output-tokens-remaining"));
        Assert.Equal("300", Header(first, "anthropic-ratelimit-tokens-limit"));
        Assert.True(DateTimeOffset.Parse(Header(second, "anthropic-ratelimit-requests-reset"), CultureInfo.InvariantCulture) > clock.GetUtcNow());
        Assert.InRange(tooLong.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        var error = await EmulatorClient.JsonAsync(tooLong);
        Assert.Equal("rate_limit_error", error.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task Bedrocks_throttle_names_the_limit_and_tells_no_time()
    {
        await using var emulator = await StartAsync(new ManualTimeProvider(), new QuotaRule { TokensPerMinute = 100 });

        using var response = await emulator.SendAsync(
            EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse"), EmulatorClient.AskConverse());

        Assert.Equal("ThrottlingException", Header(response, "x-amzn-errortype"));
        Assert.Null(response.Headers.RetryAfter);
        Assert.Equal(
            "Too many tokens, please wait before trying again.", (await EmulatorClient.JsonAsync(response)).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_reset_fills_every_bucket()
    {
        await using var emulator = await StartAsync(new ManualTimeProvider(), new QuotaRule { RequestsPerMinute = 1 });
        await ConverseAsync(emulator);
        Assert.Equal(429, await ConverseAsync(emulator));

        using var reset = await emulator.Http.PostAsync("/emulator/reset", null, TestContext.Current.CancellationToken);

        Assert.Equal(200, await ConverseAsync(emulator));
    }

    private static Task<EmulatorClient> StartAsync(TimeProvider clock, params QuotaRule[] rules) =>
        EmulatorClient.StartAsync(new EmulatorOptions { TimeProvider = clock, Quotas = rules });

    private static async Task<List<int>> TimesAsync(int times, Func<Task<int>> call)
    {
        var statuses = new List<int>();
        for (var i = 0; i < times; i++)
        {
            statuses.Add(await call());
        }

        return statuses;
    }

    private static async Task<int> MessageAsync(EmulatorClient emulator)
    {
        using var response = await emulator.SendAsync("/v1/messages", EmulatorClient.Ask());
        return (int)response.StatusCode;
    }

    private static async Task<int> ConverseAsync(
        EmulatorClient emulator, string model = EmulatorClient.HaikuOnBedrock, int maxTokens = 200, string? credential = null, JsonObject? body = null)
    {
        body ??= EmulatorClient.AskConverse();
        body["inferenceConfig"]!["maxTokens"] = maxTokens;
        using var request = new HttpRequestMessage(HttpMethod.Post, EmulatorClient.PathOf(model, "converse"))
        {
            Content = new StringContent(body.ToJsonString()),
        };
        var scope = (credential ?? "AKIAONE/us-east-1").Split('/');
        request.Headers.TryAddWithoutValidation(
            "authorization",
            $"AWS4-HMAC-SHA256 Credential={scope[0]}/20261121/{scope[1]}/bedrock/aws4_request, SignedHeaders=host, Signature=00");
        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private static string Header(HttpResponseMessage response, string name) => Assert.Single(response.Headers.GetValues(name));
}
