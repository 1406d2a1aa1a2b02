using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Microsoft.Extensions.Logging;

namespace Clearbar.EndToEnd.BadInput;

/// <summary>What is wrong is refused in the caller's dialect, costs nothing, and harms neither the connection nor the ledger.</summary>
public sealed class BadInputTests(BadInputFixture fixture) : IClassFixture<BadInputFixture>
{
    [Theory]
    [MemberData(nameof(BadRequests.All), MemberType = typeof(BadRequests))]
    public async Task A_bad_request_is_refused_in_its_own_dialect_and_its_connection_goes_on(BadRequest bad)
    {
        var before = fixture.Upstream.Received.Count;
        var entries = (await fixture.Gateway.LedgerAsync()).Count;
        using var client = await RawClient.ConnectAsync(fixture.Gateway.Address);

        await client.SendAsync(bad.ToBytes());
        var response = await client.ReadAsync();

        Assert.Equal(bad.Status, response.Status);
        Assert.Equal("application/json", response.Headers["content-type"]);
        CheckShape(bad, response);
        Assert.DoesNotContain(BadRequest.Marker, response.Body, StringComparison.Ordinal);
        Assert.True(response.Body.Length < 1000, "an error is a sentence, not an echo");
        Assert.Equal(before, fixture.Upstream.Received.Count);
        Assert.Equal(entries, (await fixture.Gateway.LedgerAsync()).Count);
        await CheckHealthyAsync(client);
        Assert.DoesNotContain(fixture.Gateway.Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    [Theory]
    [InlineData("/v1/messages", "content-length: 500\r\n\r\n{\"model\":\"sonnet\",", true)]
    [InlineData("/v1/messages", "content-length: 500\r\n\r\n{\"model\":\"sonnet\",", false)]
    [InlineData("/model/sonnet/converse", "transfer-encoding: chunked\r\n\r\n20\r\n{\"messages\":", true)]
    [InlineData("/model/sonnet/converse-stream", "transfer-encoding: chunked\r\n\r\n20\r\n{\"messages\":", false)]
    public async Task A_body_that_stops_half_way_leaves_no_entry_and_no_fault(string path, string rest, bool politely)
    {
        var entries = (await fixture.Gateway.LedgerAsync()).Count;
        var lines = fixture.Gateway.Logs.Lines.Count;
        using (var client = await RawClient.ConnectAsync(fixture.Gateway.Address))
        {
            await client.SendAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n{rest}"));
            if (politely)
            {
                // A client that ends its sending half in mid-request has hung up: the connection is closed on it and not kept waiting.
                client.EndSending();
                await Assert.ThrowsAsync<IOException>(client.ReadAsync);
            }
        }

        using var next = await RawClient.ConnectAsync(fixture.Gateway.Address);
        await CheckHealthyAsync(next);
        Assert.Equal(entries + 1, (await fixture.Gateway.LedgerAsync()).Count);
        Assert.DoesNotContain(fixture.Gateway.Logs.Lines.Skip(lines), line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task A_broken_chunk_header_is_a_bad_request_and_no_fault()
    {
        using var client = await RawClient.ConnectAsync(fixture.Gateway.Address);

        await client.SendAsync(Encoding.ASCII.GetBytes(
            "POST /v1/messages HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n"));
        var response = await client.ReadAsync();

        Assert.Equal(400, response.Status);
        Assert.DoesNotContain(fixture.Gateway.Logs.Lines, line => line.Level >= LogLevel.Error);
    }

    [Theory]
    [InlineData("global.anthropic.claude-haiku-4-5-20251001-v1:0")]
    [InlineData("global.anthropic.claude-haiku-4-5-20251001-v1%3A0")]
    [InlineData("global.anthropic.claude-haiku-4-5-20251001-v1%3a0")]
    [InlineData("%67lobal.anthropic.claude-haiku-4-5-20251001-v1%3A0")]
    [InlineData("arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fglobal.anthropic.claude-haiku-4-5-20251001-v1%3A0")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile%2Fglobal.anthropic.claude-haiku-4-5-20251001-v1:0")]
    public async Task Every_spelling_of_a_model_in_the_path_is_the_same_model(string segment)
    {
        using var client = await RawClient.ConnectAsync(fixture.Gateway.Address);
        var good = new BadRequest("", true, Encoding.UTF8.GetBytes(ClientRequest.BodyOf(Shape.Converse, "", "hi")), 200, "", "")
        {
            Path = $"/model/{segment}/converse?trace=off",
        };

        await client.SendAsync(good.ToBytes());
        var response = await client.ReadAsync();

        Assert.Equal(200, response.Status);
        Assert.Equal("global.anthropic.claude-haiku-4-5-20251001-v1:0", (await fixture.Gateway.LedgerAsync())[^1].Model);
    }

    private static void CheckShape(BadRequest bad, RawResponse response)
    {
        string message;
        if (bad.IsConverse)
        {
            Assert.Equal(bad.ErrorType, response.Headers["x-amzn-errortype"]);
            Assert.NotEmpty(response.Headers["x-amzn-requestid"]);
            message = (string)response.Json!["message"]!;
        }
        else
        {
            Assert.Equal("error", (string?)response.Json!["type"]);
            Assert.Equal(bad.ErrorType, (string?)response.Json!["error"]!["type"]);
            Assert.Equal(response.Headers["request-id"], (string?)response.Json!["request_id"]);
            message = (string)response.Json!["error"]!["message"]!;
        }

        Assert.NotEmpty(message);
        Assert.Contains(bad.Says, message, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task CheckHealthyAsync(RawClient client)
    {
        var good = new BadRequest("", false, Encoding.UTF8.GetBytes(ClientRequest.BodyOf(Shape.Messages, "sonnet", "hi")), 200, "", "");
        await client.SendAsync(good.ToBytes());
        var response = await client.ReadAsync();
        Assert.Equal(200, response.Status);
        Assert.Equal("message", (string?)response.Json!["type"]);
    }
}
