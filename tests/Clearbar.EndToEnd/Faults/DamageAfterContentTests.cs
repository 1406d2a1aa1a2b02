using System.Buffers;
using System.Text;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Wire;

namespace Clearbar.EndToEnd.Faults;

/// <summary>What came whole before a damaged frame reaches a client that is already reading, also when both came in one read.</summary>
public sealed class DamageAfterContentTests
{
    [Fact]
    public async Task Whole_events_before_the_damage_are_relayed_and_the_damage_is_told()
    {
        var stream = new ArrayBufferWriter<byte>();
        WireDialects.Converse.WriteAnswerStream(stream, new Answer { Text = "one two three", StopReason = StopReason.EndTurn, UsageIsFinal = true });
        var bytes = stream.WrittenSpan.ToArray();
        var first = (bytes[0] << 24) | (bytes[1] << 16) | (bytes[2] << 8) | bytes[3];
        var second = first + ((bytes[first] << 24) | (bytes[first + 1] << 16) | (bytes[first + 2] << 8) | bytes[first + 3]);
        bytes[second + 20] ^= 0xff;
        var firstSeen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await FakeUpstream.StartAsync(async (http, _) =>
        {
            http.Response.ContentType = "application/vnd.amazon.eventstream";
            await http.Response.Body.WriteAsync(bytes.AsMemory(0, first));
            await http.Response.Body.FlushAsync();
            await firstSeen.Task;
            await http.Response.Body.WriteAsync(bytes.AsMemory(first));
        });
        await using var gateway = await GatewayHarness.StartAsync(upstream);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/model/claude-opus-5/converse-stream")
        {
            Content = new StringContent("""{"messages":[{"role":"user","content":[{"text":"hi"}]}]}""", Encoding.UTF8, "application/json"),
        };

        using var response = await gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        firstSeen.SetResult();
        var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(bytes.AsSpan(0, second), body.AsSpan(0, second));
        var reader = WireDialects.Converse.CreateStreamReader();
        reader.Read(body);
        Assert.True(reader.ErrorIsRelayable, "the client must get a whole exception frame, not the damaged bytes");
        Assert.Equal(EntryOutcome.Broken, Assert.Single(await gateway.LedgerAsync()).Outcome);
    }
}
