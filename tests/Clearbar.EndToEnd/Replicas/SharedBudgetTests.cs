using System.Globalization;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Upstreams.Emulator;

namespace Clearbar.EndToEnd.Replicas;

/// <summary>Invariant I5 and requirement 31 with real processes: one budget, three replicas, two hundred clients, kills.</summary>
[Trait("Speed", "Slow")]
public sealed class SharedBudgetTests
{
    private const int Replicas = 3;
    private const int Clients = 200;
    private const int Kills = 4;
    private const int AnswersWithKills = 120;
    private const int Seed = 20261121;

    private static readonly Usd Limit = new(10);

    [Fact]
    public async Task Two_hundred_clients_on_three_replicas_that_are_killed_spend_a_budget_and_no_more_than_one_worst_case_over_it()
    {
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions { TimeScale = 0.1, DefaultAnswerTokens = 600 }, TestContext.Current.CancellationToken);
        await using var fleet = await Fleet.StartAsync(Replicas, new JsonObject
        {
            ["deployments"] = new JsonArray(new JsonObject { ["name"] = "emulator", ["surface"] = "emulator", ["url"] = emulator.BaseAddress.ToString() }),
            ["budgets"] = new JsonArray(new JsonObject { ["name"] = "ten", ["usd"] = Limit.Amount, ["per"] = "total" }),
        });
        var witness = new Witness();
        using var killer = new Killer(fleet, witness, new Random(Seed));
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => RunAsync(fleet, witness, killer, client)));
        await killer.EndedAsync();
        await fleet.StopAsync();

        var (spent, worstCase, open) = Read(fleet);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{witness.Answered} answered, {killer.Kills} kills, {witness.Throttled} throttled, {witness.Unknown} of them without an answer, {witness.Judged} refusals judged, {spent} spent, worst case {worstCase}"));
        Assert.Equal(0, open);
        Assert.True(spent < Limit + worstCase, $"{spent} was spent");
        Assert.True(spent >= Limit, $"every client was told that the budget is used up, at {spent}");
        Assert.True(witness.WrongRefusals(Limit, worstCase) is { Count: 0 }, string.Join('\n', witness.WrongRefusals(Limit, worstCase).Take(5)));
        Assert.Equal(Kills, killer.Kills);
        Assert.True(witness.Judged > 0, "no refusal could be judged");
    }

    /// <summary>Asks until the budget is used up.</summary>
    private static async Task RunAsync(Fleet fleet, Witness witness, Killer killer, int client)
    {
        using var http = new HttpClient();
        for (var turn = client; ; turn++)
        {
            if (witness.Answered >= AnswersWithKills)
            {
                // From here on all replicas live, and every refusal can be judged.
                await killer.EndedAsync();
            }

            if (fleet.At(turn % Replicas) is not { } replica)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken);
                continue;
            }

            using var request = ClientRequest.Of(Shape.Messages, "opus", "how much is left?", maxTokens: 800);
            request.RequestUri = new Uri(replica.Address, request.RequestUri!);
            var call = witness.Begin();
            try
            {
                using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
                var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                var status = (int)response.StatusCode;
                if (status == 200)
                {
                    var cost = new Usd(decimal.Parse(response.Headers.GetValues("x-clearbar-cost").Single(), CultureInfo.InvariantCulture));
                    killer.Answered(witness.AnsweredFor(cost));
                    continue;
                }

                Assert.True(status is 402 or 429, $"{status}: {text}\n{replica.Talk}");
                Assert.Equal(status == 429, response.Headers.RetryAfter is not null);
                witness.Refused(call, status, text, isKnown: !text.Contains("did not answer in time", StringComparison.Ordinal));
                if (status == 402)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It was killed under us.
                witness.Vanished();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken);
        }
    }

    private static (Usd Spent, Usd WorstCase, long Open) Read(Fleet fleet)
    {
        using var connection = fleet.Address.Connect();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            SELECT SUM(COALESCE(cost_micro, ceiling_micro)), SUM(COALESCE(cost_pico, ceiling_pico)), MAX(ceiling_micro) + 1, COUNT(*) FILTER (WHERE outcome = {(int)EntryOutcome.Open})
            FROM entries
            """;
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());
        return (new Usd((reader.GetDecimal(0) / 1e6m) + (reader.GetDecimal(1) / 1e12m)), Usd.FromMicro(reader.GetInt64(2)), reader.GetInt64(3));
    }

    /// <summary>Kills a random replica at random moments of the traffic and starts it again on its data directory.</summary>
    private sealed class Killer(Fleet fleet, Witness witness, Random random) : IDisposable
    {
        private readonly SemaphoreSlim _turn = new(1);
        private readonly Lock _gate = new();
        private readonly List<Task> _kills = [];
        private int _next = 20;

        public int Kills { get; private set; }

        public void Answered(int count)
        {
            lock (_gate)
            {
                if (count >= _next && _kills.Count < SharedBudgetTests.Kills)
                {
                    _next += random.Next(10, 30);
                    _kills.Add(KillAsync(random.Next(Replicas)));
                }
            }
        }

        public Task EndedAsync()
        {
            lock (_gate)
            {
                return Task.WhenAll(_kills);
            }
        }

        public void Dispose() => _turn.Dispose();

        private async Task KillAsync(int replica)
        {
            await Task.Yield();
            await _turn.WaitAsync();
            try
            {
                witness.Died();
                await fleet.KillAsync(replica);
                await fleet.StartAsync(replica);
                witness.Returned();
                Kills++;
            }
            finally
            {
                _turn.Release();
            }
        }
    }
}
