using System.Diagnostics;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger.Postgres;
using Clearbar.Tests.Ledger;
using Clearbar.Upstreams.Emulator;

namespace Clearbar.EndToEnd.Replicas;

/// <summary>Two gateways on one PostgreSQL let in what the limit allows one of them.</summary>
public sealed class SharedRateTests
{
    private const int PerMinute = 3;

    [Fact]
    public async Task Two_gateways_together_let_in_a_minutes_requests_and_refuse_the_rest()
    {
        var variable = $"CLEARBAR_TEST_{Guid.NewGuid():N}";
        var address = PostgresServer.AddressOf($"l_{Guid.NewGuid():N}");
        Environment.SetEnvironmentVariable(variable, $"{PostgresServer.ConnectionString};Search Path={address.Schema}");
        var startedAt = Stopwatch.GetTimestamp();
        await using var first = await StartAsync(variable);
        await using var second = await StartAsync(variable);

        var (admitted, refused) = (0, 0);
        for (var i = 0; i < 12; i++)
        {
            var reply = await ClientReply.SendAsync(
                (i % 2 == 0 ? first : second).Http, Shape.Messages, ClientRequest.Of(Shape.Messages, "haiku", "hello"));
            admitted += reply.Status == 200 ? 1 : 0;
            refused += reply.Status == 429 ? 1 : 0;
        }

        // What has filled meanwhile may be let in, too.
        Assert.Equal(12, admitted + refused);
        Assert.InRange(admitted, PerMinute, PerMinute + (int)(Stopwatch.GetElapsedTime(startedAt).TotalMinutes * PerMinute));
    }

    private static Task<GatewayHarness> StartAsync(string variable) => GatewayHarness.StartAsync(
        config =>
        {
            config["rateLimits"] = new JsonArray(new JsonObject { ["name"] = "slow", ["requestsPerMinute"] = PerMinute });
            config["ledger"] = new JsonObject { ["store"] = "postgres", ["connectionFrom"] = variable };
        },
        new EmulatorOptions { TimeScale = 0 });
}
