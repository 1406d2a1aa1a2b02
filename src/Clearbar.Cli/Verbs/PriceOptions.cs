using System.CommandLine;
using System.Globalization;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Cli.Verbs;

/// <summary>The options of <c>clearbar price</c> that describe one usage.</summary>
internal sealed class PriceOptions
{
    private readonly Option<string?> _model = new("--model") { Description = "Id, alias, Bedrock id or ARN; never a family name." };
    private readonly Option<string?> _surface = new("--surface")
    {
        Description = $"Where it was bought: {string.Join(", ", SurfaceNames.All)}. Default: bedrock for Bedrock ids, else anthropic-api.",
    };

    private readonly Option<string?> _date = new("--date") { Description = "UTC day of the usage, YYYY-MM-DD. Default: today." };
    private readonly Option<long> _input = new("--input") { Description = "Uncached prompt tokens." };
    private readonly Option<long> _output = new("--output") { Description = "Generated tokens, thinking included." };
    private readonly Option<long> _cacheRead = new("--cache-read") { Description = "Prompt tokens read from a cache." };
    private readonly Option<long> _cacheWrite5m = new("--cache-write-5m") { Description = "Prompt tokens written to a five-minute cache." };
    private readonly Option<long> _cacheWrite1h = new("--cache-write-1h") { Description = "Prompt tokens written to a one-hour cache." };
    private readonly Option<bool> _batch = new("--batch") { Description = "Batch inference." };
    private readonly Option<string?> _geo = new("--geo") { Description = "inference_geo of the request: us or global." };
    private readonly Option<bool> _fast = new("--fast") { Description = "Served in fast mode." };
    private readonly Option<string?> _serviceTier = new("--service-tier") { Description = "Service tier of the response." };
    private readonly Option<long> _searches = new("--web-searches") { Description = "Successful web searches." };
    private readonly Option<long[]> _containers = new("--container-seconds")
    {
        Description = "Lifetime of a code-execution container in seconds; once per container.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<long> _orgSeconds = new("--org-container-seconds")
    {
        Description = "Container seconds the organisation has used this month; the free hours are taken from them first.",
    };

    private readonly Option<long?> _session = new("--session-ms") { Description = "Milliseconds a Managed Agents session was running." };
    private readonly Option<decimal> _discount = new("--discount") { Description = "Negotiated discount in percent." };

    public void AddTo(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)
            [
                _model, _surface, _date, _input, _output, _cacheRead, _cacheWrite5m, _cacheWrite1h, _batch, _geo, _fast, _serviceTier,
                _searches, _containers, _orgSeconds, _session, _discount,
            ])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the usage the options describe, or says which option to change.</summary>
    public bool TryRead(ParseResult parsed, PriceBook book, DateOnly today, out PricedUsage? usage, out string? fault)
    {
        usage = null;
        fault = null;
        if (parsed.GetValue(_model) is not { Length: > 0 } model)
        {
            fault = "--model is missing: give an id such as claude-sonnet-4-6, or a file with --cases.";
            return false;
        }

        var date = today;
        if (parsed.GetValue(_date) is { } text
            && !DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date))
        {
            fault = $"--date \"{text}\" must be a date such as 2026-05-29.";
            return false;
        }

        if (!TryReadSurface(parsed, book, model, out var surface))
        {
            fault = $"--surface \"{parsed.GetValue(_surface)}\" must be one of {string.Join(", ", SurfaceNames.All)}.";
            return false;
        }

        var rate = new RateQuery(surface, model, date)
        {
            Batch = parsed.GetValue(_batch),
            InferenceGeo = parsed.GetValue(_geo),
            AskedSpeed = parsed.GetValue(_fast) ? Speed.Fast : null,
            ServiceTier = parsed.GetValue(_serviceTier),
        };
        usage = Read(parsed, rate);
        return true;
    }

    private PricedUsage Read(ParseResult parsed, RateQuery rate)
    {
        var containers = parsed.GetValue(_containers) ?? [];
        return new PricedUsage
        {
            Rate = rate,
            Tokens = new TokenUsage(
                parsed.GetValue(_input),
                parsed.GetValue(_cacheRead),
                parsed.GetValue(_cacheWrite5m),
                parsed.GetValue(_cacheWrite1h),
                parsed.GetValue(_output)),
            WebSearches = parsed.GetValue(_searches),
            CodeExecution = containers.Length > 0 ? new CodeExecutionUsage(containers, parsed.GetValue(_orgSeconds)) : null,
            SessionRunningMs = parsed.GetValue(_session),
            DiscountPercent = parsed.GetValue(_discount),
        };
    }

    private bool TryReadSurface(ParseResult parsed, PriceBook book, string model, out Surface surface)
    {
        if (parsed.GetValue(_surface) is { } text)
        {
            return SurfaceNames.TryParse(text, out surface);
        }

        surface = book.Ids.TryResolve(model, out var resolution) ? resolution!.Surface ?? Surface.AnthropicApi : Surface.AnthropicApi;
        return true;
    }
}
