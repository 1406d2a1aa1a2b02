using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Faults;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>Requirement 6: a client that leaves while its upstream is silent takes the upstream call with it, and pays for what had come.</summary>
public sealed class HangUpTests
{
    public static readonly TheoryData<Shape, bool, int> Silences = new()
    {
        { Shape.Messages, false, 0 },
        { Shape.Messages, true, 0 },
        { Shape.Converse, false, 0 },
        { Shape.MessagesStream, false, 0 },
        { Shape.MessagesStream, false, 3 },
        { Shape.MessagesStream, true, 0 },
        { Shape.MessagesStream, true, 3 },
        { Shape.ConverseStream, false, 3 },
        { Shape.ConverseStream, true, 3 },
    };

    /// <param name="eventsBefore">Events the upstream has sent when it falls silent; with 0 it has not even sent headers.</param>
    [Theory]
    [MemberData(nameof(Silences))]
    public async Task The_upstream_is_let_go_and_what_had_come_is_on_the_ledger(Shape shape, bool held, int eventsBefore)
    {
        var silent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var letGo = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var upstream = await FakeUpstream.StartAsync(async (http, _) =>
        {
            http.RequestAborted.Register(letGo.SetResult);
            http.Response.ContentType = Answers.ContentTypeOf(shape);
            foreach (var piece in Answers.PiecesOf(shape)[..eventsBefore])
            {
                await http.Response.Body.WriteAsync(piece);
                await http.Response.Body.FlushAsync();
            }

            silent.SetResult();
            await letGo.Task;
        });
        await using var gateway = await GatewayHarness.StartAsync(upstream, config => config["classes"] = new JsonObject
        {
            ["held"] = new JsonObject
            {
                ["ladder"] = new JsonArray("opus"),
                ["gates"] = new JsonArray(new JsonObject { ["stopReason"] = new JsonArray("end_turn") }),
            },
        });
        using var hangUp = new CancellationTokenSource();
        using var http = HangUp.ClientOf(gateway.Address);
        using var request = ClientRequest.Of(shape, "opus", "hi", held ? "held" : null);

        var reading = ReadAsync(http, request, hangUp.Token);
        await silent.Task;
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);

        await letGo.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var row = Assert.Single(await gateway.SettledLedgerAsync());
        Assert.Equal(EntryOutcome.ClientGone, row.Outcome);
        Assert.NotNull(row.Ceiling);
        Assert.Equal(row.PriceStatus == PriceStatus.Unknown, row.Cost is null);
        if (eventsBefore == 0)
        {
            Assert.Equal(PriceStatus.Unknown, row.PriceStatus);
        }
    }

    private static async Task ReadAsync(HttpClient http, HttpRequestMessage request, CancellationToken cancellation)
    {
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        await response.Content.ReadAsByteArrayAsync(cancellation);
    }
}
