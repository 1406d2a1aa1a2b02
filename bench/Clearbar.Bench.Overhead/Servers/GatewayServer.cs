using System.Text.Json.Nodes;
using Clearbar.Bench.Overhead.Results;
using Clearbar.Keys;
using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Bench.Overhead.Servers;

/// <summary>
/// A gateway as <c>clearbar serve</c> starts it, ledger and fsync policy at their defaults, with one key issued: every request must carry it.
/// Nothing is switched off to look fast.
/// </summary>
internal sealed class GatewayServer
{
    private readonly string _data;

    private GatewayServer(ServerProcess process, string data, IssuedKey key)
    {
        Process = process;
        _data = data;
        Key = key;
    }

    public ServerProcess Process { get; }

    /// <summary>What its clients prove themselves with.</summary>
    public IssuedKey Key { get; }

    /// <param name="directory">Directory of the run; the gateway's own is made in it.</param>
    /// <param name="assembly">Path of <c>Clearbar.Cli.dll</c>.</param>
    public static GatewayServer Start(GatewaySetup setup, string directory, string assembly, string upstream, int? core)
    {
        var home = Path.Combine(directory, setup.Name);
        var data = Path.Combine(home, "data");
        Directory.CreateDirectory(data);
        var key = new KeyStore(Path.Combine(data, "keys.json"), null, TimeProvider.System).Create("bench", null, null, null);
        var port = ServerProcess.FreePort();
        var configuration = Path.Combine(home, "clearbar.json");
        File.WriteAllText(configuration, new JsonObject
        {
            ["urls"] = new JsonArray($"http://127.0.0.1:{port}"),
            ["deployments"] = setup.Deployments(upstream),
        }.ToJsonString());
        var process = ServerProcess.Start(
            setup.Name, port, home, core, ServerProcess.Dotnet, [assembly, "serve", "--config", configuration, "--data", data], setup.Environment);
        return new GatewayServer(process, data, key);
    }

    /// <summary>Stops it and reads its ledger: exactly one settled, priced entry per request sent, and none open (invariant I1).</summary>
    /// <param name="sent">Requests sent to it, warm-up included.</param>
    /// <exception cref="BenchException">The ledger does not hold what was sent.</exception>
    public async Task<LedgerFigures> StopAndCountAsync(long sent)
    {
        Process.Stop();
        var state = await LedgerCatchUp.RunAsync(_data, TimeProvider.System, NullLogger<LedgerService>.Instance);
        var report = LedgerReport.Read(new LedgerLayout(_data).StorePath, new ReportQuery());
        var total = report.Total;
        if (state.UndrainedRecords > 0 || total.Attempts != sent || total.Requests != sent || total.Accepted != sent
            || total.Open.Attempts + total.Abandoned.Attempts + total.Unpriced.Attempts > 0)
        {
            throw new BenchException(
                $"The ledger does not hold what was sent: {sent} requests were answered; it has {total.Attempts} attempts of {total.Requests} requests, "
                + $"{total.Accepted} accepted, {total.Open.Attempts} open, {total.Abandoned.Attempts} abandoned, {total.Unpriced.Attempts} without a price, "
                + $"{state.UndrainedRecords} records not drained.");
        }

        return new LedgerFigures(sent, total.Attempts, total.Cost, report.GatewayTime);
    }
}
