using System.CommandLine;
using Clearbar.Cli;
using Clearbar.Cli.Verbs;
using Clearbar.Configuration;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;
using Clearbar.Tiers;

var root = new RootCommand("""
    Clearbar: the cheapest Claude that clears your bar.

    Point your AWS, Anthropic or OpenAI SDK at http://127.0.0.1:8484 and keep everything else.

    Examples:
      clearbar demo                      the main job, end to end, on real input, offline
      clearbar serve                     the gateway and dashboard on http://127.0.0.1:8484
      clearbar report --by rung          what was spent, and where requests were answered
    """)
{
    DemoVerb.Create(),
    ServeVerb.Create(),
    CheckVerb.Create(),
    ConfigVerb.Create(),
    KeysVerb.Create(),
    ReportVerb.Create(static () => new PriceBookPricer(PriceBook.Embedded), [GatewayOptions.DefaultTiers[Tier.Opus]]),
    ClassesVerb.Create(),
    ReconcileVerb.Create(),
    RepriceVerb.Create(),
    ReplayVerb.Create(),
    ExplainVerb.Create(),
    ExportVerb.Create(),
    QuotaVerb.Create(),
    PriceVerb.Create(),
    EstimateVerb.Create(),
    PricesVerb.Create(),
    TrainVerb.Create(),
    RungZeroVerb.Create(),
    CalibrateVerb.Create(),
    EmulateVerb.Create(),
};
ShortHelp.Use(root);
var parsed = root.Parse(args);
var code = await parsed.InvokeAsync();

// The library answers 1 to a command line it cannot read; 1 is bad news from a verb that ran, so the two are kept apart.
return parsed.Errors.Count > 0 ? ExitCodes.Usage : code;
