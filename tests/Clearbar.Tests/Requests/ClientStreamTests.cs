using System.Text;
using Clearbar.Configuration;
using Clearbar.Requests;
using Clearbar.Testing;
using Clearbar.Tests.Ledger;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Tests.Requests;

public sealed class ClientStreamTests : IDisposable
{
    private const string Event = "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n";
    private const string Ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n";

    private readonly ManualTime _time = new();
    private readonly MemoryStream _sent = new();

    [Fact]
    public async Task A_silent_upstream_is_bridged_with_pings_from_the_first_second_on()
    {
        await using var exchange = Exchange(stream: true);
        await using var client = new ClientStream(exchange);

        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("", Sent());
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Ping, Sent());

        await client.WriteAsync(Encoding.UTF8.GetBytes(Event));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Ping + Event, Sent());
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Ping + Event + Ping, Sent());
    }

    [Fact]
    public async Task A_closed_stream_is_never_written_to_again()
    {
        await using var exchange = Exchange(stream: true);
        await using (var client = new ClientStream(exchange))
        {
            await client.WriteAsync(Encoding.UTF8.GetBytes(Event));
        }

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(Event, Sent());
    }

    [Fact]
    public async Task An_answer_that_is_not_streamed_gets_no_pings()
    {
        await using var exchange = Exchange(stream: false);
        await using var client = new ClientStream(exchange);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("", Sent());
    }

    public void Dispose() => _sent.Dispose();

    private string Sent() => Encoding.UTF8.GetString(_sent.ToArray());

    private Exchange Exchange(bool stream)
    {
        var http = new DefaultHttpContext();
        http.Response.Body = _sent;
        var errors = new List<ConfigError>();
        var snapshot = SnapshotCompiler.Compile(new GatewayOptions(), errors);
        Assert.Empty(errors);
        var body = Encoding.UTF8.GetBytes(
            $$"""{"model":"haiku","max_tokens":16,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"hi"}]}""");
        Assert.True(WireDialects.Anthropic.TryReadRequest(body, null, null, out var outline, out _));
        return new Exchange(http, WireDialects.Anthropic, snapshot!, _time) { Outline = outline };
    }
}
