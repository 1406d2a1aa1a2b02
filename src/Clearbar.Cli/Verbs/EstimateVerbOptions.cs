using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Clearbar.Configuration;
using Clearbar.Pricing;
using Clearbar.Pricing.Estimates;
using Clearbar.Tiers;

namespace Clearbar.Cli.Verbs;

/// <summary>Options of <c>clearbar estimate</c> that describe the workload.</summary>
internal sealed class EstimateVerbOptions
{
    private const decimal MaxPercent = 100m;

    private readonly Option<long> _requests = new("--requests") { Description = "Requests per month." };
    private readonly Option<long> _input = new("--input") { Description = "Prompt tokens per request that no other request shares." };
    private readonly Option<long?> _output = new("--output") { Description = "Output tokens per request, thinking included." };
    private readonly Option<long> _prefix = new("--prefix")
    {
        Description = "Prompt tokens at the start that requests share word for word.",
    };
    private readonly Option<int> _prefixes = new("--prefixes")
    {
        Description = "Different prefixes, used alike (default 1).",
        DefaultValueFactory = static _ => 1,
    };
    private readonly Option<decimal?> _perHour = new("--per-hour")
    {
        Description = "Requests per hour while traffic runs (default: the month's, spread evenly).",
    };
    private readonly Option<string?> _gaps = new("--gaps")
    {
        Description = "Measured gaps between requests with one prefix: 20s:6,4m:3,2h (gap:how often).",
    };
    private readonly Option<int> _canWait = Percent("--can-wait", "Percent that can wait up to 24 hours: batch.");
    private readonly Option<int> _batchHits = Percent("--batch-hit-rate", "Percent of batched requests that read the cache (default 0: "
        + "best effort).");
    private readonly Option<int> _local = Percent("--local", "Percent answered in the gateway's own process at $0.");
    private readonly Option<int> _cheaper = Percent("--cheaper", "Percent answered by --cheaper-tier in place of a dearer tier.");
    private readonly Option<int> _tried = Percent("--cheaper-tried", "Percent tried there first; what does not pass is paid twice "
        + "(default: as --cheaper).");
    private readonly Option<string> _cheaperTier = new("--cheaper-tier")
    {
        Description = "haiku or sonnet",
        DefaultValueFactory = static _ => "haiku",
    };
    private readonly Option<string> _residency = new("--residency")
    {
        Description = "global, in-region or a geography (us, eu, jp, au …)",
        DefaultValueFactory = static _ => "global",
    };
    private readonly Option<string> _today = new("--endpoint-today")
    {
        Description = "What to compare with: regional or global (default: regional on bedrock, else global).",
    };
    private readonly Option<string> _surface = new("--surface")
    {
        Description = "bedrock, anthropic-api or claude-platform-aws",
        DefaultValueFactory = static _ => "bedrock",
    };
    private readonly Option<string?> _date = new("--date") { Description = "UTC day whose prices hold, YYYY-MM-DD (default: today)." };
    private readonly Option<string?> _sample = new("--sample")
    {
        Description = "JSONL of real requests (Messages bodies) in place of --prefix and --input.",
    };
    private readonly Option<decimal> _charsPerToken = new("--chars-per-token")
    {
        Description = "Characters (UTF-8 bytes) per token for --sample (default 3.6).",
        DefaultValueFactory = static _ => RequestSample.DefaultCharactersPerToken,
    };

    private readonly Option<string?> _countedBy = new("--counted-by")
    {
        Description = "Model whose tokenizer counted your tokens (default: the haiku tier's).",
    };
    private readonly Option<decimal> _factor = new("--tokenizer-factor")
    {
        Description = "Tokens of the newer tokenizer per older one (default 1.3; 1 takes them as equal).",
        DefaultValueFactory = static _ => 1.3m,
    };

    private readonly Option<FileInfo?> _config = new("--config")
    {
        Description = "Configuration with your tiers' models (default: clearbar.json here).",
    };
    private readonly Option<string?> _prices = new("--prices") { Description = "Price file to use in place of the built-in one." };

    public void AddTo(Command command)
    {
        _cheaperTier.AcceptOnlyFromAmong("haiku", "sonnet");
        _surface.AcceptOnlyFromAmong("bedrock", "anthropic-api", "claude-platform-aws");
        _today.AcceptOnlyFromAmong("regional", "global");
        foreach (var option in (ReadOnlySpan<Option>)
            [
                _requests, _input, _output, _prefix, _prefixes, _perHour, _gaps, _canWait, _batchHits, _local, _cheaper, _tried,
                _cheaperTier, _residency, _today, _surface, _date, _sample, _charsPerToken, _countedBy, _factor, _config, _prices,
            ])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The configuration that says which model serves each tier; null with all errors when it cannot be used.</summary>
    public GatewaySnapshot? LoadSnapshot(ParseResult parsed, List<ConfigError> errors) => GatewayConfiguration.Load(
        parsed.GetValue(_config),
        options => parsed.GetValue(_prices) is { } prices ? options with { PriceFile = prices } : options,
        errors);

    /// <summary>Reads the workload the options describe, or says which option to change.</summary>
    public bool TryRead(
        ParseResult parsed,
        GatewaySnapshot snapshot,
        DateOnly today,
        [NotNullWhen(true)] out Workload? workload,
        out IReadOnlyList<string> notes,
        [NotNullWhen(false)] out string? fault)
    {
        workload = null;
        fault = null;
        var date = today;
        if (parsed.GetValue(_requests) < 1)
        {
            notes = [];
            fault = "--requests is missing: how many requests per month?";
        }
        else if (parsed.GetValue(_date) is { } text
            && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
        {
            notes = [];
            fault = $"--date \"{text}\" must be a date such as 2026-05-29.";
        }
        else if (TryReadShapes(parsed, out var shapes, out notes, out fault)
            && TryReadReuse(parsed, out var reuse, out fault)
            && TryReadPlace(parsed, snapshot, out var residency, out var tokenizer, out fault))
        {
            workload = Read(parsed, date, shapes, reuse, residency, tokenizer);
            fault = workload.FindFault();
        }

        return fault is null;
    }

    private static Option<int> Percent(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = static argument =>
        {
            var text = argument.Tokens[0].Value;
            var digits = text.EndsWith('%') ? text[..^1] : text;
            if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) && percent <= MaxPercent)
            {
                return percent;
            }

            argument.AddError($"'{text}' is not a whole percent between 0% and 100%.");
            return 0;
        },
    };

    // The parser has refused every other name.
    private static Surface SurfaceOf(string name) => name switch
    {
        "anthropic-api" => Surface.AnthropicApi,
        "claude-platform-aws" => Surface.ClaudePlatformAws,
        _ => Surface.Bedrock,
    };

    private Workload Read(
        ParseResult parsed, DateOnly date, IReadOnlyList<RequestShape> shapes, ReusePattern reuse, Residency residency, string tokenizer)
    {
        var surface = SurfaceOf(parsed.GetValue(_surface)!);
        var cheaper = parsed.GetValue(_cheaper);
        return new Workload
        {
            RequestsPerMonth = parsed.GetValue(_requests),
            Shapes = shapes,
            Reuse = reuse,
            Surface = surface,
            Residency = residency,
            Date = date,
            FromRegionalEndpoint = (parsed.GetValue(_today) ?? (surface == Surface.Bedrock ? "regional" : "global")) == "regional",
            CanWaitPercent = parsed.GetValue(_canWait),
            BatchHitRate = parsed.GetValue(_batchHits) / MaxPercent,
            LocalPercent = parsed.GetValue(_local),
            CheaperPercent = cheaper,
            CheaperTriedPercent = parsed.GetResult(_tried) is { Implicit: false } ? parsed.GetValue(_tried) : cheaper,
            CheaperTier = parsed.GetValue(_cheaperTier) == "sonnet" ? Tier.Sonnet : Tier.Haiku,
            Tokenizer = tokenizer,
            TokenizerFactor = parsed.GetValue(_factor),
        };
    }

    private bool TryReadShapes(
        ParseResult parsed, out IReadOnlyList<RequestShape> shapes, out IReadOnlyList<string> notes, out string? fault)
    {
        notes = [];
        shapes = [];
        fault = null;
        if (parsed.GetValue(_sample) is not { } file)
        {
            var prefixes = parsed.GetValue(_prefixes);
            fault = prefixes < 1 ? "--prefixes must be 1 or more." : null;
            var shape = new RequestShape(parsed.GetValue(_prefix), parsed.GetValue(_input), parsed.GetValue(_output) ?? 0);
            shapes = [shape with { Prefixes = Math.Max(1, prefixes) }];
            return fault is null;
        }

        if (parsed.GetValue(_input) != 0 || parsed.GetValue(_prefix) != 0)
        {
            fault = "--sample says how long prompts are; leave --input and --prefix out.";
            return false;
        }

        if (parsed.GetValue(_charsPerToken) <= 0)
        {
            fault = "--chars-per-token must be more than 0.";
            return false;
        }

        var sample = RequestSample.Read(File.ReadLines(file), parsed.GetValue(_charsPerToken), parsed.GetValue(_output));
        (shapes, notes) = (sample.Shapes, sample.Notes);
        return true;
    }

    private bool TryReadReuse(ParseResult parsed, out ReusePattern reuse, out string? fault)
    {
        fault = null;
        var perHour = parsed.GetValue(_perHour) ?? (parsed.GetValue(_requests) / Workload.HoursPerMonth);
        reuse = ReusePattern.PerHour(Math.Clamp(perHour, 0, 1_000_000_000_000));
        if (perHour < 0)
        {
            fault = "--per-hour must not be negative.";
        }
        else if (parsed.GetValue(_gaps) is { } text)
        {
            if (parsed.GetValue(_perHour) is not null)
            {
                fault = "--gaps and --per-hour say the same thing; give one.";
            }
            else if (EstimateVerbGaps.TryParse(text, out var gaps))
            {
                reuse = ReusePattern.OfGaps(gaps);
            }
            else
            {
                fault = $"--gaps \"{text}\" must be gaps such as 20s:6,4m:3,2h: a time in s, m or h, and after a colon how often.";
            }
        }

        return fault is null;
    }

    private bool TryReadPlace(
        ParseResult parsed, GatewaySnapshot snapshot, out Residency residency, out string tokenizer, out string? fault)
    {
        tokenizer = snapshot.TierModel(Tier.Haiku).Tokenizer;
        fault = null;
        var geos = snapshot.Prices.File.Rules.GeoPrefixes;
        var text = parsed.GetValue(_residency)!;
        if (!Residency.TryParse(text, geos, out var found))
        {
            fault = $"--residency \"{text}\" must be global, in-region or one of {string.Join(", ", geos)}.";
        }

        residency = found ?? Residency.Global;
        if (parsed.GetValue(_countedBy) is { } id)
        {
            if (snapshot.Catalog.TryResolve(id, out var model, out _))
            {
                tokenizer = model.Tokenizer;
            }
            else
            {
                fault ??= $"--counted-by \"{id}\" is not a known Claude model id.";
            }
        }

        return fault is null;
    }
}
