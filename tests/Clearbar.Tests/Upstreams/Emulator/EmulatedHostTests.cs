using System.CommandLine;
using System.Net;
using System.Text.RegularExpressions;
using Clearbar.Cli.Verbs;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Faults;

namespace Clearbar.Tests.Upstreams.Emulator;

/// <summary>The emulator as a server: protocols on its port, pace of its streams, its verb.</summary>
public sealed class EmulatedHostTests
{
    [Fact]
    public async Task HTTP_2_with_prior_knowledge_and_HTTP_1_share_one_plaintext_port()
    {
        await using var emulator = await EmulatorClient.StartAsync();

        foreach (var version in (Version[])[HttpVersion.Version20, HttpVersion.Version11])
        {
            using var http = ClientFor(emulator, version);
            using var response = await http.PostAsync(
                EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse-stream"),
                new StringContent(EmulatorClient.AskConverse().ToJsonString()),
                TestContext.Current.CancellationToken);
            var events = WireReading.Frames(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));

            Assert.Equal(version, response.Version);
            Assert.Equal("metadata", events[^1].Name);
        }
    }

    [Fact]
    public async Task A_cut_on_HTTP_2_breaks_one_stream_and_not_its_neighbours()
    {
        await using var emulator = await EmulatorClient.StartAsync(new EmulatorOptions
        {
            Faults = FaultScript.ParseJson("""{"faults":[{"match":{"nth":1},"kind":"cut"}]}"""),
        });
        using var http = ClientFor(emulator, HttpVersion.Version20);
        var path = EmulatorClient.PathOf(EmulatorClient.HaikuOnBedrock, "converse-stream");

        var exception = await Record.ExceptionAsync(async () =>
        {
            using var cut = await http.PostAsync(path, Body(), TestContext.Current.CancellationToken);
            await cut.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        });
        using var whole = await http.PostAsync(path, Body(), TestContext.Current.CancellationToken);

        Assert.IsType<HttpRequestException>(exception);
        Assert.Equal(200, (int)whole.StatusCode);
        Assert.Equal([BillOutcome.Incomplete, BillOutcome.Completed], emulator.Host.Bill.Rows.Select(row => row.Outcome));

        static StringContent Body() => new(EmulatorClient.AskConverse().ToJsonString());
    }

    [Fact]
    public async Task A_stream_arrives_at_the_pace_of_its_model()
    {
        var clock = new ManualTimeProvider();
        await using var emulator = await EmulatorClient.StartAsync(
            new EmulatorOptions { TimeProvider = clock, TimeScale = 1, DefaultAnswerTokens = 300 });
        var ask = EmulatorClient.Ask(maxTokens: 4000);
        ask["stream"] = true;
        var started = clock.GetUtcNow();

        var sending = emulator.SendAsync("/v1/messages", ask);
        await clock.JumpAsync(sending);
        var firstByte = clock.GetUtcNow() - started;
        var reading = ReadAsync(sending);
        while (!reading.IsCompleted)
        {
            await clock.JumpAsync(reading);
        }

        var events = WireReading.Sse(await reading);
        var tokens = events[^2].Json.GetProperty("usage").GetProperty("output_tokens").GetInt32();
        var seconds = (clock.GetUtcNow() - started - firstByte).TotalSeconds;
        Assert.InRange(firstByte.TotalMilliseconds, 0.8 * 450, (1.2 * 450) + 20);
        Assert.InRange(tokens / seconds, 0.79 * 150, 1.21 * 150);

        static async Task<string> ReadAsync(Task<HttpResponseMessage> sending)
        {
            using var response = await sending;
            return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task The_verb_serves_until_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        using var talk = new Talk();
        var root = new RootCommand { EmulateVerb.Create() };

        var running = root.Parse(["emulate", "--urls", "http://127.0.0.1:0", "--time-scale", "0"]).InvokeAsync(
            new InvocationConfiguration { Error = talk, Output = TextWriter.Null, ProcessTerminationTimeout = null }, stop.Token);
        var greeting = await talk.FirstLine;
        using var http = new HttpClient();
        var banner = await http.GetStringAsync(Regex.Match(greeting, "http://127[^/]+/").Value, TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        Assert.Contains("NOTHING HERE IS SAID BY A MODEL", greeting, StringComparison.Ordinal);
        Assert.Contains("nothing here was said by a model", banner, StringComparison.Ordinal);
        Assert.Equal(0, await running);
    }

    [Theory]
    [InlineData("--time-scale", "-1")]
    [InlineData("--faults", "explode")]
    [InlineData("--answers", "/does/not/exist.jsonl")]
    public async Task The_verb_refuses_what_it_cannot_use(string option, string value)
    {
        var root = new RootCommand { EmulateVerb.Create() };

        var code = await root.Parse(["emulate", "--urls", "http://127.0.0.1:0", option, value]).InvokeAsync(
            new InvocationConfiguration { Error = TextWriter.Null, Output = TextWriter.Null }, TestContext.Current.CancellationToken);

        Assert.NotEqual(0, code);
    }

    [Fact]
    public async Task An_address_in_use_is_an_error_that_names_it()
    {
        await using var first = await EmulatorClient.StartAsync();

        await Assert.ThrowsAsync<IOException>(() => EmulatorHost.StartAsync(
            new EmulatorOptions { Urls = first.Host.BaseAddress.ToString() }, TestContext.Current.CancellationToken));
    }

    private static HttpClient ClientFor(EmulatorClient emulator, Version version) => new()
    {
        BaseAddress = emulator.Host.BaseAddress,
        DefaultRequestVersion = version,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    /// <summary>A writer that tells when the first line was written.</summary>
    private sealed class Talk : StringWriter
    {
        private readonly TaskCompletionSource<string> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> FirstLine => _first.Task;

        public override Task WriteLineAsync(string? value)
        {
            _first.TrySetResult(value ?? "");
            return Task.CompletedTask;
        }
    }
}
