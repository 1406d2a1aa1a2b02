using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Upstreams.Emulator;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>Prompt-cache accounting: what is written, read, renewed and forgotten, and what the five buckets say.</summary>
public sealed class EmulatedCacheTests
{
    /// <summary>About 1,500 tokens: above the minimum of Sonnet 4.6 (1,024), below that of Haiku 4.5 (4,096).</summary>
    private static readonly string s_long = Words("amber", 1500);

    private static readonly string s_other = Words("cedar", 1500);

    [Fact]
    public async Task The_first_call_writes_and_the_second_reads_the_same_number_of_tokens()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = AskWithSystem(("5m", s_long));

        var first = await UsageAsync(emulator, ask);
        var second = await UsageAsync(emulator, ask);

        Assert.True(first.Write5m > 1400);
        Assert.Equal(new Buckets(first.Input, first.Write5m, 0, 0), second);
        Assert.Equal(0, first.Read);
    }

    [Fact]
    public async Task A_prompt_below_the_models_minimum_is_plain_input_every_time()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = AskWithSystem(("5m", s_long));
        ask["model"] = EmulatorClient.Haiku;

        var first = await UsageAsync(emulator, ask);
        var second = await UsageAsync(emulator, ask);

        Assert.Equal(0, first.Write5m + first.Read);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task An_entry_lives_five_minutes_after_its_last_read()
    {
        var clock = new ManualTimeProvider();
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { TimeProvider = clock });
        var ask = AskWithSystem(("5m", s_long));
        await UsageAsync(emulator, ask);

        clock.Advance(TimeSpan.FromSeconds(299));
        var justInTime = await UsageAsync(emulator, ask);
        clock.Advance(TimeSpan.FromSeconds(299));
        var renewed = await UsageAsync(emulator, ask);
        clock.Advance(TimeSpan.FromSeconds(300));
        var tooLate = await UsageAsync(emulator, ask);

        Assert.True(justInTime.Read > 0);
        Assert.True(renewed.Read > 0);
        Assert.Equal(0, tooLate.Read);
        Assert.True(tooLate.Write5m > 0);
    }

    [Fact]
    public async Task A_one_hour_entry_lives_an_hour_and_is_billed_in_its_own_bucket()
    {
        var clock = new ManualTimeProvider();
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { TimeProvider = clock });
        var ask = AskWithSystem(("1h", s_long));

        var first = await UsageAsync(emulator, ask);
        clock.Advance(TimeSpan.FromMinutes(59));
        var later = await UsageAsync(emulator, ask);

        Assert.True(first.Write1h > 0);
        Assert.Equal(0, first.Write5m);
        Assert.Equal(first.Write1h, later.Read);
    }

    [Fact]
    public async Task Markers_of_both_lifetimes_split_the_write_between_them()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        var both = await UsageAsync(emulator, AskWithSystem(("1h", s_long), ("5m", s_other)));
        var changedTail = await UsageAsync(emulator, AskWithSystem(("1h", s_long), ("5m", s_other + " changed")));

        Assert.InRange(both.Write1h, 1490, 1520);
        Assert.InRange(both.Write5m, 1490, 1520);
        Assert.Equal(both.Write1h, changedTail.Read);
        Assert.True(changedTail.Write5m > both.Write5m);
    }

    [Fact]
    public async Task A_changed_tool_loses_everything_behind_it()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = AskWithSystem(("5m", s_long));
        ask["tools"] = Tools("first");
        await UsageAsync(emulator, ask);
        var changed = AskWithSystem(("5m", s_long));
        changed["tools"] = Tools("second");

        var usage = await UsageAsync(emulator, changed);

        Assert.Equal(0, usage.Read);
        Assert.True(usage.Write5m > 0);
    }

    [Fact]
    public async Task A_growing_conversation_reads_what_the_turn_before_wrote()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var first = Conversation(3);
        var grown = Conversation(5);

        var written = await UsageAsync(emulator, first);
        var read = await UsageAsync(emulator, grown);

        Assert.Equal(written.Write5m, read.Read);
        Assert.True(read.Write5m > 0);
    }

    [Theory]
    [InlineData(19, true)]
    [InlineData(20, false)]
    public async Task A_marker_looks_back_over_twenty_blocks_and_no_further(int blocksAfter, bool hit)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        await UsageAsync(emulator, Blocks(0));

        var usage = await UsageAsync(emulator, Blocks(blocksAfter));

        Assert.Equal(hit, usage.Read > 0);
    }

    [Fact]
    public async Task Accounts_regions_and_models_do_not_share_entries()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = AskWithSystem(("5m", s_long));
        await UsageAsync(emulator, ask, "key-one");
        var onOpus = AskWithSystem(("5m", s_long));
        onOpus["model"] = "claude-opus-5";

        var otherKey = await UsageAsync(emulator, ask, "key-two");
        var otherModel = await UsageAsync(emulator, onOpus, "key-one");
        var same = await UsageAsync(emulator, ask, "key-one");

        Assert.Equal(0, otherKey.Read);
        Assert.Equal(0, otherModel.Read);
        Assert.True(same.Read > 0);
    }

    [Theory]
    [InlineData("us-east-1", true)]
    [InlineData("eu-west-1", false)]
    public async Task The_region_of_the_credential_scope_keeps_caches_apart(string region, bool hit)
    {
        await using var emulator = await EmulatorClient.StartAsync();
        await ConverseSignedAsync(emulator, "us-east-1");

        var usage = await ConverseSignedAsync(emulator, region);

        Assert.Equal(hit, usage.GetProperty("cacheReadInputTokens").GetInt32() > 0);
    }

    [Fact]
    public async Task Automatic_caching_marks_the_last_block()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = EmulatorClient.Ask(s_long, EmulatorClient.Sonnet);
        ask["cache_control"] = new JsonObject { ["type"] = "ephemeral" };

        var first = await UsageAsync(emulator, ask);
        var second = await UsageAsync(emulator, ask);

        Assert.Equal(0, first.Input);
        Assert.Equal(first.Write5m, second.Read);
    }

    [Fact]
    public async Task A_string_and_a_list_with_one_text_block_are_the_same_prefix()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var asBlocks = EmulatorClient.Ask("x", EmulatorClient.Sonnet);
        asBlocks["messages"]![0]!["content"] = new JsonArray(new JsonObject
        {
            ["type"] = "text",
            ["text"] = s_long,
            ["cache_control"] = new JsonObject { ["type"] = "ephemeral" },
        });
        var asString = EmulatorClient.Ask(s_long, EmulatorClient.Sonnet);
        asString["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
        await UsageAsync(emulator, asBlocks);

        Assert.True((await UsageAsync(emulator, asString)).Read > 0);
    }

    [Fact]
    public async Task An_entry_is_not_readable_before_the_first_answer_has_begun()
    {
        var clock = new ManualTimeProvider();
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions { TimeProvider = clock, TimeScale = 1 });
        var ask = AskWithSystem(("5m", s_long));

        var first = UsageAsync(emulator, ask);
        await clock.ArmedAsync();
        var second = UsageAsync(emulator, ask);
        while (emulator.Host.Bill.Rows.Count < 2)
        {
            await Task.Yield();
        }

        while (!first.IsCompleted || !second.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.Equal(0, (await first).Read);
        Assert.Equal(0, (await second).Read);
    }

    [Fact]
    public async Task Converse_reports_writes_by_lifetime_with_the_longer_first()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var ask = EmulatorClient.AskConverse();
        ask["system"] = new JsonArray(
            new JsonObject { ["text"] = s_long },
            new JsonObject { ["cachePoint"] = new JsonObject { ["type"] = "default", ["ttl"] = "1h" } },
            new JsonObject { ["text"] = s_other },
            new JsonObject { ["cachePoint"] = new JsonObject { ["type"] = "default" } });

        var first = (await emulator.ConverseAsync(ask, EmulatorClient.SonnetOnBedrock)).GetProperty("usage");
        var second = (await emulator.ConverseAsync(ask, EmulatorClient.SonnetOnBedrock)).GetProperty("usage");

        var details = first.GetProperty("cacheDetails");
        Assert.Equal(["1h", "5m"], details.EnumerateArray().Select(detail => detail.GetProperty("ttl").GetString()));
        var written = details.EnumerateArray().Sum(detail => detail.GetProperty("inputTokens").GetInt32());
        Assert.Equal(first.GetProperty("cacheWriteInputTokens").GetInt32(), written);
        Assert.Equal(written, second.GetProperty("cacheReadInputTokens").GetInt32());
        Assert.Equal(first.GetProperty("totalTokens").GetInt32(), second.GetProperty("totalTokens").GetInt32());
        Assert.False(second.TryGetProperty("cacheDetails", out _));
    }

    [Fact]
    public async Task The_prompt_buckets_add_up_to_the_counted_prompt_whatever_the_markers()
    {
        await using var emulator = await EmulatorClient.StartAsync();
        var draws = new Random(20261121);
        var seen = new HashSet<(bool Read, bool Write5m, bool Write1h, bool Input)>();
        for (var i = 0; i < 120; i++)
        {
            var ask = RandomPrompt(draws);
            using var counted = await emulator.SendAsync("/v1/messages/count_tokens", ask);
            var prompt = (await EmulatorClient.JsonAsync(counted)).GetProperty("input_tokens").GetInt32();

            var usage = await UsageAsync(emulator, ask);

            Assert.Equal(prompt, usage.Input + usage.Read + usage.Write5m + usage.Write1h);
            seen.Add((usage.Read > 0, usage.Write5m > 0, usage.Write1h > 0, usage.Input > 0));
        }

        Assert.True(seen.Count >= 8, "the prompts should meet many mixes of buckets");
    }

    /// <summary>Blocks drawn from a few texts, so that prefixes repeat, with up to four markers, one-hour ones first.</summary>
    private static JsonObject RandomPrompt(Random draws)
    {
        var content = new JsonArray();
        var markers = 0;
        var lifetimes = draws.Next(3);
        var count = draws.Next(1, 6);
        for (var i = 0; i < count; i++)
        {
            var block = new JsonObject { ["type"] = "text",
                ["text"] = Words(draws.Next(2) == 0 ? "amber" : "cedar", draws.Next(2) == 0 ? 600 : 1300) };
            if (markers < 4 && draws.Next(2) == 0)
            {
                var isLong = lifetimes == 2 || (lifetimes == 1 && i < 2);
                block["cache_control"] = new JsonObject { ["type"] = "ephemeral", ["ttl"] = isLong ? "1h" : "5m" };
                markers++;
            }

            content.Add(block);
        }

        var ask = EmulatorClient.Ask(model: EmulatorClient.Sonnet);
        ask["messages"]![0]!["content"] = content;
        return ask;
    }

    private static async Task<JsonElement> ConverseSignedAsync(EmulatorClient emulator, string region)
    {
        var ask = EmulatorClient.AskConverse();
        ask["system"] = new JsonArray(
            new JsonObject { ["text"] = s_long },
            new JsonObject { ["cachePoint"] = new JsonObject { ["type"] = "default" } });
        using var request = new HttpRequestMessage(HttpMethod.Post, EmulatorClient.PathOf(EmulatorClient.SonnetOnBedrock, "converse"));
        request.Content = new StringContent(ask.ToJsonString());
        request.Headers.TryAddWithoutValidation(
            "authorization",
                $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/{region}/bedrock/aws4_request, SignedHeaders=host, Signature=00");
        using var response = await emulator.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (await EmulatorClient.JsonAsync(response)).GetProperty("usage");
    }

    private static JsonObject AskWithSystem(params (string Ttl, string Text)[] parts)
    {
        var ask = EmulatorClient.Ask(model: EmulatorClient.Sonnet);
        var system = new JsonArray();
        foreach (var (ttl, text) in parts)
        {
            system.Add(new JsonObject
            {
                ["type"] = "text",
                ["text"] = text,
                ["cache_control"] = new JsonObject { ["type"] = "ephemeral", ["ttl"] = ttl },
            });
        }

        ask["system"] = system;
        return ask;
    }

    private static JsonObject Conversation(int messages)
    {
        var ask = EmulatorClient.Ask(model: EmulatorClient.Sonnet);
        var list = new JsonArray();
        for (var i = 0; i < messages; i++)
        {
            list.Add(new JsonObject { ["role"] = i % 2 == 0 ? "user" : "assistant", ["content"] = $"{i} {s_long}" });
        }

        ask["messages"] = list;
        ask["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
        return ask;
    }

    /// <summary>A long block that an earlier call marked, then so many more, the last of them marked.</summary>
    private static JsonObject Blocks(int after)
    {
        var content = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = s_long });
        for (var i = 0; i < after; i++)
        {
            content.Add(new JsonObject { ["type"] = "text", ["text"] = $"block {i}" });
        }

        content[^1]!["cache_control"] = new JsonObject { ["type"] = "ephemeral" };
        var ask = EmulatorClient.Ask(model: EmulatorClient.Sonnet);
        ask["messages"]![0]!["content"] = content;
        return ask;
    }

    private static JsonArray Tools(string name) => new(new JsonObject
    {
        ["name"] = name,
        ["input_schema"] = new JsonObject { ["type"] = "object" },
    });

    private static string Words(string word, int count) => string.Join(' ', Enumerable.Repeat(word, count));

    private static async Task<Buckets> UsageAsync(EmulatorClient emulator, JsonObject ask, string key = "test-key")
    {
        var usage = (await emulator.MessageAsync(ask, key)).GetProperty("usage");
        var split = usage.GetProperty("cache_creation");
        var buckets = new Buckets(
            usage.GetProperty("input_tokens").GetInt32(),
            usage.GetProperty("cache_read_input_tokens").GetInt32(),
            split.GetProperty("ephemeral_5m_input_tokens").GetInt32(),
            split.GetProperty("ephemeral_1h_input_tokens").GetInt32());
        Assert.Equal(usage.GetProperty("cache_creation_input_tokens").GetInt32(), buckets.Write5m + buckets.Write1h);
        return buckets;
    }

    private readonly record struct Buckets(int Input, int Read, int Write5m, int Write1h);
}
