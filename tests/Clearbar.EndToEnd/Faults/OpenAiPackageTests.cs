using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Wire;
using OpenAI;
using OpenAI.Chat;

namespace Clearbar.EndToEnd.Faults;

/// <summary>
/// The package <c>OpenAI</c> for .NET takes no notice of an error event, nor of a stream without <c>[DONE]</c>: only a stream that breaks tells
/// its user that the answer is not whole (invariant I7).
/// </summary>
public sealed class OpenAiPackageTests
{
    [Theory]
    [InlineData(Dialect.OpenAi, "cut between events, dropped")]
    [InlineData(Dialect.OpenAi, "cut between events, ended properly")]
    [InlineData(Dialect.OpenAi, "last event missing, ended properly")]
    [InlineData(Dialect.OpenAi, "error event, exception frame")]
    [InlineData(Dialect.Anthropic, "cut between events, dropped")]
    [InlineData(Dialect.Anthropic, "last event missing, ended properly")]
    [InlineData(Dialect.Anthropic, "error event, exception frame")]
    public async Task Half_an_answer_ends_with_an_exception(Dialect upstreamDialect, string fault)
    {
        var lane = new Lane(Dialect.OpenAi, upstreamDialect, Stream: true);
        await using var upstream = new RawUpstream { Reply = ReplyOf(fault, lane) };
        await using var gateway = await GatewayHarness.StartAsync(lane.DeploymentAt(upstream.Address), configure: null);
        var text = "";

        var exception = await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(gateway, lane, piece => text += piece));

        Assert.True(exception is IOException or HttpRequestException or ClientResultException, exception.ToString());
        Assert.StartsWith("a good ", text, StringComparison.Ordinal);
        Assert.Equal(EntryOutcome.Broken, Assert.Single(await gateway.LedgerAsync()).Outcome);
    }

    [Theory]
    [InlineData(Dialect.OpenAi)]
    [InlineData(Dialect.Anthropic)]
    public async Task A_whole_answer_ends_without_one(Dialect upstreamDialect)
    {
        var lane = new Lane(Dialect.OpenAi, upstreamDialect, Stream: true);
        await using var upstream = new RawUpstream { Reply = Answers.Good(lane) };
        await using var gateway = await GatewayHarness.StartAsync(lane.DeploymentAt(upstream.Address), configure: null);

        Assert.Equal("a good answer", await ReadAsync(gateway, lane, static _ => { }));
    }

    [Fact]
    public async Task Over_http2_the_stream_breaks_too()
    {
        var lane = new Lane(Dialect.OpenAi, Dialect.OpenAi, Stream: true);
        await using var upstream = new RawUpstream { Reply = ReplyOf("cut between events, dropped", lane) };
        await using var gateway = await GatewayHarness.StartAsync(lane.DeploymentAt(upstream.Address), configure: null);
        using var request = lane.Request(className: null);
        request.Version = HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;

        var reply = await ClientReply.SendAsync(gateway.Http, lane.Client, request);

        // What was sent before a reset may be lost with it: only that the stream does not end as if it were whole is certain.
        Assert.True(reply.WasCut);
    }

    private static RawReply ReplyOf(string fault, Lane lane) => Fault.All.Single(one => one.Name == fault).Reply(lane)!;

    private static async Task<string> ReadAsync(GatewayHarness gateway, Lane lane, Action<string> seen)
    {
        var client = new ChatClient(
            lane.Model,
            new ApiKeyCredential("made-up"),
            new OpenAIClientOptions { Endpoint = new Uri(gateway.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });
        var text = "";
        var updates = client.CompleteChatStreamingAsync([new UserChatMessage("hi")], cancellationToken: TestContext.Current.CancellationToken);
        await foreach (var update in updates)
        {
            foreach (var part in update.ContentUpdate)
            {
                seen(part.Text);
                text += part.Text;
            }
        }

        return text;
    }
}
