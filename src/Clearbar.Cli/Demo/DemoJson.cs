using System.Text.Json.Nodes;
using Clearbar.Pricing;

namespace Clearbar.Cli.Demo;

/// <summary>The demo's outcome as data: the same figures as the table, amounts as exact decimal strings.</summary>
public static class DemoJson
{
    public static JsonObject Of(DemoReport report) => new()
    {
        ["messages"] = new JsonObject { ["trained"] = report.Trained, ["sent"] = report.Sent },
        ["measured"] = new JsonObject
        {
            ["rungs"] = new JsonArray([.. report.Clearbar.Ledger.Rungs.Select(rung => RungOf(report, rung.Rung, rung.Accepted, rung.Share, rung.Escalated, rung.Cost))]),
            ["policies"] = new JsonArray([.. AllOf(report).Select(PolicyOf)]),
            ["levers"] = new JsonArray([.. report.Levers.Select(lever => new JsonObject { ["lever"] = lever.Lever, ["savedUsd"] = lever.Saved.ToString() })]),
            ["gatewayMs"] = new JsonObject
            {
                ["p50"] = Math.Round(report.Clearbar.Ledger.GatewayTime.P50, 3),
                ["p99"] = Math.Round(report.Clearbar.Ledger.GatewayTime.P99, 3),
            },
            ["local"] = new JsonObject
            {
                ["threshold"] = Math.Round(report.Threshold, 4),
                ["targetAgreement"] = report.TargetAgreement,
                ["trainSeconds"] = Math.Round(report.TrainSeconds, 1),
            },
            ["runSeconds"] = Math.Round(report.RunSeconds, 1),
        },
        ["assumed"] = new JsonObject
        {
            ["tierAccuracy"] = new JsonObject([.. DemoAssumptions.Accuracies.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Rung, pair.Accuracy))]),
            ["confidentWhenRight"] = DemoAssumptions.ConfidentWhenRight,
            ["confidentWhenWrong"] = DemoAssumptions.ConfidentWhenWrong,
            ["haikuOutsideEnum"] = DemoAssumptions.HaikuOutsideEnum,
            ["tokenCounts"] = "the emulator's estimate",
        },
        ["emulated"] = true,
        ["data"] = report.DataDirectory,
    };

    private static IEnumerable<DemoOutcome> AllOf(DemoReport report) =>
        [report.Baseline, report.BaselineCached, .. report.Others, report.WithoutLocal, report.Clearbar];

    private static JsonObject RungOf(DemoReport report, string rung, long accepted, double share, long escalated, Usd cost)
    {
        var count = report.Clearbar.Result.Rungs.GetValueOrDefault(rung) ?? new DemoPathCount();
        return new JsonObject
        {
            ["rung"] = rung,
            ["answered"] = accepted,
            ["share"] = Math.Round(share, 4),
            ["right"] = count.Right,
            ["escalated"] = escalated,
            ["costUsd"] = cost.ToString(),
        };
    }

    private static JsonObject PolicyOf(DemoOutcome outcome) => new()
    {
        ["policy"] = outcome.Pass.Title,
        ["class"] = outcome.Pass.Class,
        ["accuracy"] = Math.Round(outcome.Result.Accuracy, 4),
        ["answered"] = outcome.Result.Answered,
        ["failed"] = outcome.Result.Failed,
        ["costUsd"] = outcome.Cost.ToString(),
        ["costMicroUsd"] = outcome.Cost.MicroUsd,
    };
}
