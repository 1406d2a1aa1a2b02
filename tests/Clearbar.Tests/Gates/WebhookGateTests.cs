using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clearbar.Gates;
using Clearbar.Gates.Webhooks;
using Clearbar.Testing;
using Clearbar.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clearbar.Tests.Gates;

public sealed class WebhookGateTests : IAsyncLifetime
{
    private readonly WebApplication _server;
    private Func<HttpContext, Task> _answer = _ => Task.CompletedTask;
    private string _body = "";
    private string? _signature;
    private int _calls;

    public WebhookGateTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _server = builder.Build();
        _server.Urls.Add("http://127.0.0.1:0");
        _server.Run(async http =>
        {
            _calls++;
            _signature = http.Request.Headers["x-clearbar-signature"];
            using var reader = new StreamReader(http.Request.Body);
            _body = await reader.ReadToEndAsync(http.RequestAborted);
            await _answer(http);
        });
    }

    public async ValueTask InitializeAsync() => await _server.StartAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("""{"verdict":"pass"}""", GateOutcome.Pass, "")]
    [InlineData("""{"verdict":"fail","reason":"wrong currency"}""", GateOutcome.Fail, "webhook: wrong currency")]
    [InlineData("""{"verdict":"unsure"}""", GateOutcome.Unsure, "webhook: no reason given")]
    [InlineData("""{"verdict":"fail","reason":"br\u00fcche\r\nx-evil: 1"}""", GateOutcome.Fail, "webhook: br?che  x-evil: 1")]
    [InlineData("""{"verdict":"maybe"}""", GateOutcome.Unsure, "webhook: answered no verdict")]
    [InlineData("oh", GateOutcome.Unsure, "webhook: answered no verdict")]
    public async Task The_servers_verdict_decides(string reply, GateOutcome outcome, string reason)
    {
        _answer = http => http.Response.WriteAsync(reply);

        var verdict = await AskAsync();

        Assert.Equal((outcome, reason), (verdict.Outcome, verdict.Reason));
    }

    [Fact]
    public async Task The_answer_is_sent_signed_and_nothing_of_the_prompt()
    {
        _answer = http => http.Response.WriteAsync("""{"verdict":"pass"}""");

        Assert.True((await AskAsync(secret: "s3cret")).Passed);

        Assert.Equal("sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData("s3cret"u8, Encoding.UTF8.GetBytes(_body))), _signature);
        Assert.DoesNotContain("parcel there", _body, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(_body);
        Assert.Equal(
            """{"request_id":"req_1","class":"parcels","rung":"haiku","model":"claude-secret-model","text":"Sure {\u0022a\u0022:1} \uFFFD","tool_calls":[{"id":"t","name":"f","input":{"x":1}}],"json":{"a":1}}""",
            _body);
    }

    [Fact]
    public async Task The_prompt_is_sent_where_the_owner_asks_for_it()
    {
        _answer = http => http.Response.WriteAsync("""{"verdict":"pass"}""");

        await AskAsync(sendPrompt: true);

        Assert.Null(_signature);
        using var json = JsonDocument.Parse(_body);
        Assert.Equal(FakeGateCalls.Body, json.RootElement.GetProperty("prompt").GetRawText());
    }

    [Theory]
    [InlineData(500, "webhook: answered 500")]
    [InlineData(302, "webhook: answered 302")]
    public async Task A_failed_or_redirecting_server_is_unsure_or_passes_as_the_owner_says(int status, string reason)
    {
        _answer = http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        };

        Assert.Equal(reason, (await AskAsync()).Reason);
        Assert.Equal(1, _calls);
        Assert.True((await AskAsync(onError: GateOutcome.Pass)).Passed);
    }

    [Fact]
    public async Task A_reply_that_is_too_long_is_not_read_to_its_end()
    {
        _answer = http => http.Response.WriteAsync(new string(' ', 20_000) + """{"verdict":"pass"}""");

        Assert.Equal("webhook: answered too much", (await AskAsync()).Reason);
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_when_the_time_is_over()
    {
        var clock = new ManualTime();
        _answer = async http =>
        {
            clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        };

        Assert.Equal("webhook: took too long", (await AskAsync(clock: clock)).Reason);
    }

    [Fact]
    public async Task A_cancelled_request_cancels_the_question()
    {
        using var gone = new CancellationTokenSource();
        _answer = async http =>
        {
            await gone.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await AskAsync(cancellation: gone.Token));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unsure()
    {
        await _server.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("webhook: could not be reached", (await AskAsync()).Reason);
    }

    [Theory]
    [InlineData("https://gates.example/x", true)]
    [InlineData("http://127.0.0.1:9/x", true)]
    [InlineData("http://localhost/x", true)]
    [InlineData("http://gates.example/x", false)]
    [InlineData("ftp://gates.example/x", false)]
    public void Only_https_or_this_machine_may_be_asked(string url, bool allowed)
    {
        Assert.Equal(allowed, WebhookGate.IsAllowed(new Uri(url)));
    }

    private async Task<GateVerdict> AskAsync(
        string? secret = null, GateOutcome onError = GateOutcome.Unsure, bool sendPrompt = false, TimeProvider? clock = null, CancellationToken? cancellation = null)
    {
        var url = new Uri(_server.Urls.First());
        var key = secret is null ? null : Encoding.UTF8.GetBytes(secret);
        var gate = new WebhookGate(url, key, TimeSpan.FromSeconds(clock is null ? 60 : 2), onError, sendPrompt, clock ?? TimeProvider.System);
        using var input = new GateInput(new Answer { Text = "Sure {\"a\":1} \ud800", ToolCalls = [new ToolCall("t", "f", """{"x":1}""")] });
        return await gate.CheckAsync(input, new FakeGateCalls(), cancellation ?? TestContext.Current.CancellationToken);
    }
}
