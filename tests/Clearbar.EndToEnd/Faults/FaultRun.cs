using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Clearbar.Testing;

namespace Clearbar.EndToEnd.Faults;

/// <summary>Sends requests of one lane into every fault and asks client, ledger and upstream what became of them.</summary>
internal static class FaultRun
{
    private const string Checked = "checked";

    /// <summary>No address has this name, and none ever will (RFC 6761, section 6.4).</summary>
    private static readonly Uri NoSuchHost = new("http://nonesuch.invalid");

    public static async Task<List<FaultCase>> AllAsync(Lane lane, bool held) =>
    [
        .. await MisbehavingAsync(lane, held),
        await UnreachableAsync(lane, held, "DNS: no such host", NoSuchHost),
        await UntrustedAsync(lane, held),
        .. await WaitingAsync(lane, held),
    ];

    private static async Task<List<FaultCase>> MisbehavingAsync(Lane lane, bool held)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await StartAsync(lane, upstream.Address);
        var replies = new List<(Fault Fault, ClientReply Reply, int Arrived, int Status)>();
        var sent = 0;
        foreach (var fault in Fault.All)
        {
            if (fault.Reply(lane) is not { } scripted)
            {
                continue;
            }

            var before = upstream.Requests;
            var reply = await AskAsync(gateway, upstream, lane, held, scripted);
            replies.Add((fault, reply, upstream.Requests - before, scripted.ToPieces().Any() ? scripted.Status : 0));

            // The same client, right after: neither its connection nor the gateway is any the worse.
            var good = await AskAsync(gateway, upstream, lane, held, Answers.Good(lane));
            Assert.True(good.LooksComplete, $"{fault.Name}, {lane.Name}: the next good answer is broken: {good.BodyText}");
            Assert.Equal("a good answer", good.Text);
            sent += 2;
        }

        var ledger = await gateway.LedgerAsync();
        Assert.Equal(sent, ledger.Select(static row => row.RequestId).Distinct(StringComparer.Ordinal).Count());
        if (lane.CarriesEntryIds)
        {
            Assert.Equal(upstream.Requests, upstream.Entries.Distinct(StringComparer.Ordinal).Count());
            Assert.All(upstream.Entries, id => Assert.Contains(ledger, row => row.EntryId == Guid.ParseExact(id, "N")));
        }

        return [.. replies.Select(one => CaseOf(one.Fault.Name, lane, one.Reply, ledger, one.Arrived, one.Status))];
    }

    private static async Task<FaultCase> UntrustedAsync(Lane lane, bool held)
    {
        await using var upstream = new UntrustedUpstream();
        var result = await UnreachableAsync(lane, held, "TLS: a certificate nobody vouches for", upstream.Address);
        Assert.Equal(0, upstream.Bytes);
        return result;
    }

    private static async Task<FaultCase> UnreachableAsync(Lane lane, bool held, string name, Uri address)
    {
        await using var gateway = await StartAsync(lane, address);
        var reply = await ClientReply.SendAsync(gateway.Http, lane.Client, lane.Request(held ? Checked : null));
        return CaseOf(name, lane, reply, await gateway.LedgerAsync(), arrived: 0, status: 0);
    }

    private static async Task<List<FaultCase>> WaitingAsync(Lane lane, bool held)
    {
        var time = new ManualTime();
        await using var upstream = new RawUpstream();
        await using var gateway = await StartAsync(lane, upstream.Address, time);
        var replies = new List<(Fault Fault, ClientReply Reply, int Status)>();
        foreach (var fault in Fault.Waits)
        {
            if (fault.Reply(lane) is not { } scripted)
            {
                continue;
            }

            var before = upstream.Requests;
            var asking = AskAsync(gateway, upstream, lane, held, scripted);

            // The clock also limits connecting: it stands until that is done.
            await Eventually.TrueAsync(() => upstream.Requests > before, "the upstream is asked");
            await Eventually.TrueAsync(
                () =>
                {
                    if (!asking.IsCompleted)
                    {
                        time.Advance(TimeSpan.FromSeconds(30));
                    }

                    return asking.IsCompleted;
                },
                $"{lane.Name}, {fault.Name}: the gateway gave up while the clock moved");
            replies.Add((fault, await asking, scripted.ToPieces().Any() ? scripted.Status : 0));
        }

        var ledger = await gateway.LedgerAsync();
        return [.. replies.Select(one => CaseOf(one.Fault.Name, lane, one.Reply, ledger, arrived: 1, one.Status))];
    }

    private static Task<GatewayHarness> StartAsync(Lane lane, Uri address, TimeProvider? clock = null)
    {
        var deployment = lane.DeploymentAt(address);
        deployment["timeouts"] = new JsonObject { ["firstByteMs"] = 120_000, ["idleMs"] = 90_000 };
        return GatewayHarness.StartAsync(
            deployment,
            config => config["classes"] = new JsonObject
            {
                [Checked] = new JsonObject
                {
                    ["ladder"] = new JsonArray("opus"),
                    ["gates"] = new JsonArray(new JsonObject { ["stopReason"] = new JsonArray("end_turn") }),
                },
            },
            clock: clock);
    }

    private static async Task<ClientReply> AskAsync(GatewayHarness gateway, RawUpstream upstream, Lane lane, bool held, RawReply scripted)
    {
        upstream.Reply = scripted;
        if (scripted.Transport == RawEnd.Refused)
        {
            await upstream.CloseAsync();
        }

        var reply = await ClientReply.SendAsync(gateway.Http, lane.Client, lane.Request(held ? Checked : null));
        if (scripted.Transport == RawEnd.Refused)
        {
            upstream.Reopen();
        }

        return reply;
    }

    private static FaultCase CaseOf(string fault, Lane lane, ClientReply reply, IReadOnlyList<LedgerRow> ledger, int arrived, int status)
    {
        var tries = ledger.Where(row => row.RequestId == reply.Header("x-clearbar-id")).OrderBy(static row => row.Attempt).ToList();
        Assert.True(tries.Count > 0, $"{lane.Name}, {fault}: the ledger knows nothing of it");
        Assert.True(arrived == 0 || arrived == tries.Count, $"{lane.Name}, {fault}: {arrived} calls and {tries.Count} entries");
        return new FaultCase(fault, lane, reply, tries, arrived, status);
    }
}
