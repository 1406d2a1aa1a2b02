using System.CommandLine;
using Clearbar.Pricing;
using Clearbar.Routing.Replays;

namespace Clearbar.Cli.Verbs;

/// <summary>Options of <c>clearbar replay</c>.</summary>
internal sealed class ReplayVerbOptions
{
    private readonly Option<FileInfo?> _sample = new("--sample")
    {
        Description = "Recorded outcomes, one JSON object per line, instead of the ledger",
    };

    private readonly Option<string[]> _policies = new("--policy")
    {
        Description = "Rungs asked one after another, for example 'haiku>opus', ' gates' or ' agreement' behind them; may be repeated",
    };

    private readonly Option<string[]> _policiesFor = new("--policy-for")
    {
        Description = "CLASS=POLICY for one class; may be repeated",
    };

    private readonly Option<string[]> _tiers = new("--tier")
    {
        Description = "RUNG=MODEL, for example haiku=claude-haiku-4-5; may be repeated",
    };

    private readonly Option<double?> _escalates = new("--escalates")
    {
        Description = "Share of answers that do not pass, 0 to 1, where the ledger has recorded none that failed",
    };

    private readonly Option<string> _cache = new("--cache")
    {
        Description = "Another model's prompt cache: cold or warm",
        DefaultValueFactory = static _ => "cold",
    };

    private readonly Option<DateTimeOffset?> _since = ReportVerb.InstantOption("--since", "First day or instant, UTC");
    private readonly Option<DateTimeOffset?> _until = ReportVerb.InstantOption("--until", "First day or instant no longer, UTC");

    public ReplayVerbOptions()
    {
        _since.Aliases.Add("--from");
        _until.Aliases.Add("--to");
        _cache.AcceptOnlyFromAmong("cold", "warm");
    }

    public Option<string?> Prices { get; } = new("--prices") { Description = "Price file instead of what was charged" };

    public Option<DirectoryInfo?> Outcomes { get; } = new("--outcomes")
    {
        Description = "Data directory with the outcomes applications reported (default: that of --data)",
    };

    public Option<string> Format { get; } = PricesVerb.FormatOption();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_sample, _policies, _policiesFor, Prices, _tiers, _escalates, _cache, _since, _until, Outcomes, Format])
        {
            command.Add(option);
        }
    }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="ReplayException">It cannot be meant; the message names the option.</exception>
    public ReplayAsked Read(ParseResult parsed, PriceBook book)
    {
        var policies = (parsed.GetValue(_policies) ?? []).Select(Policy).ToList();
        var byClass = Pairs("--policy-for", parsed.GetValue(_policiesFor)).ToDictionary(
            static pair => pair.Key, static pair => Policy(pair.Value), StringComparer.Ordinal);
        var models = Pairs("--tier", parsed.GetValue(_tiers));
        foreach (var (rung, model) in models)
        {
            if (!book.Ids.TryResolve(model, out _))
            {
                throw new ReplayException($"--tier {rung}={model}: no such model in price book {book.Version}; 'clearbar prices list' has its ids.");
            }
        }

        var hasPrices = parsed.GetValue(Prices) is not null;
        if (policies.Count + byClass.Count + models.Count == 0 && !hasPrices)
        {
            throw new ReplayException("Say under what: --policy 'haiku>opus', --policy-for CLASS=POLICY, --prices FILE or --tier RUNG=MODEL.");
        }

        var sample = parsed.GetValue(_sample)?.FullName;
        var (since, until) = (parsed.GetValue(_since), parsed.GetValue(_until));
        if (sample is not null && (since is not null || until is not null || parsed.GetValue(_escalates) is not null || parsed.GetValue(Outcomes) is not null))
        {
            throw new ReplayException("--since, --until, --escalates and --outcomes are about the ledger; a sample has its own outcomes, has no times and needs no guess.");
        }

        return new ReplayAsked(
            policies.Count == 0 ? [new ReplayPlan(null, byClass)] : [.. policies.Select(policy => new ReplayPlan(policy, byClass))], models)
        {
            Sample = sample,
            HasPrices = hasPrices,
            Escalates = parsed.GetValue(_escalates) is { } share ? Share(share) : null,
            WarmCache = parsed.GetValue(_cache) == "warm",
            Since = since,
            Until = until,
        };
    }

    private static double Share(double share) => share is >= 0 and <= 1
        ? share
        : throw new ReplayException($"--escalates {share}: a share between 0 and 1 is expected, for example 0.2.");

    private static ReplayPolicy Policy(string text)
        => ReplayPolicy.TryParse(text, out var policy, out var fault) ? policy : throw new ReplayException(fault);

    private static Dictionary<string, string> Pairs(string option, string[]? texts)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts ?? [])
        {
            // A class may hold an equals sign, a policy or model does not.
            var at = text.LastIndexOf('=');
            if (at <= 0 || at == text.Length - 1)
            {
                throw new ReplayException($"{option} {text}: NAME=VALUE is expected.");
            }

            if (!pairs.TryAdd(text[..at], text[(at + 1)..]))
            {
                throw new ReplayException($"{option}: '{text[..at]}' is named twice.");
            }
        }

        return pairs;
    }
}
