using System.ClientModel;
using System.ClientModel.Primitives;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Wire;
using OpenAI;
using OpenAI.Chat;

namespace Clearbar.EndToEnd.Faults;

/// <summary>
/// The package <c>OpenAI</c> for .NET takes no notice of an error event, and of a stream without <c>[DONE]</c> neither: only a stream that breaks
/// tells its user that the answer is not whole (invariant I7).
/// </summary>
public sealed class OpenAiPackageTests
{
    [Theory]
    [InlineData(Dialect.OpenAi, "cut between events, dropped")]
    [InlineData(Dialect.OpenAi, "cut between events, ended properly")]
    [InlineData(Dialect.OpenAi, "last event missing, ended properly")]
    [InlineData(Dialect.OpenAi, "error event in the middle")]
    [InlineData(Dialect.Anthropic, "cut between events, dropped")]
    [InlineData(Dialect.Anthropic, "last event missing, ended properly")]
    [InlineData(Dialect.Anthropic, "error event in the middle")]
    public async Task Half_an_answer_ends_with_an_exception(Dialect upstreamDialect, string fault)
    {
        var lane = new Lane(Dialect.OpenAi, upstreamDialect, Stream: true);
        await using var upstream = new RawUpstream { Reply = Fault.All.Single(one => one.Name == fault).Reply(lane)! };
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

    private static async Task<string> ReadAsync(GatewayHarness gateway, Lane lane, Action<string> seen)
    {
        var client = new ChatClient(
            lane.Model,
            new ApiKeyCredential("made-up"),
            new OpenAIClientOptions { Endpoint = new Uri(gateway.Address, "v1"), RetryPolicy = new ClientRetryPolicy(0) });
        var text = "";
        await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("hi")], cancellationToken: TestContext.Current.CancellationToken))
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
