using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Pricing;

/// <summary>
/// Running state of an Anthropic usage record: a later value that is not null replaces an earlier one. Thinking tokens are inside
/// <c>output_tokens</c> and tool definitions inside <c>input_tokens</c>, so neither is read on its own.
/// </summary>
internal sealed class AnthropicCounts
{
    private long? _input;
    private long? _read;
    private long? _write;
    private long? _write5m;
    private long? _write1h;
    private long? _output;
    private long? _searches;
    private long? _fetches;
    private string? _serviceTier;
    private string? _geo;
    private string? _speed;

    public void Merge(JsonElement usage)
    {
        _input = UsagePayloads.CountOf(usage, "input_tokens") ?? _input;
        _read = UsagePayloads.CountOf(usage, "cache_read_input_tokens") ?? _read;
        _write = UsagePayloads.CountOf(usage, "cache_creation_input_tokens") ?? _write;
        _output = UsagePayloads.CountOf(usage, "output_tokens") ?? _output;
        if (UsagePayloads.TryObject(usage, "cache_creation", out var split))
        {
            _write5m = UsagePayloads.CountOf(split, "ephemeral_5m_input_tokens") ?? _write5m;
            _write1h = UsagePayloads.CountOf(split, "ephemeral_1h_input_tokens") ?? _write1h;
        }

        if (UsagePayloads.TryObject(usage, "server_tool_use", out var tools))
        {
            _searches = UsagePayloads.CountOf(tools, "web_search_requests") ?? _searches;
            _fetches = UsagePayloads.CountOf(tools, "web_fetch_requests") ?? _fetches;
        }

        _serviceTier = UsagePayloads.TextOf(usage, "service_tier") ?? _serviceTier;
        _geo = UsagePayloads.TextOf(usage, "inference_geo") ?? _geo;
        _speed = UsagePayloads.TextOf(usage, "speed") ?? _speed;
    }

    public ReportedUsage ToReported(bool isFinal)
    {
        var (fiveMinutes, oneHour) = UsagePayloads.SplitWrites(_write, _write5m, _write1h);
        return new ReportedUsage
        {
            Tokens = new TokenUsage(_input ?? 0, _read ?? 0, fiveMinutes, oneHour, _output ?? 0),
            IsFinal = isFinal,
            WebSearches = _searches ?? 0,
            WebFetches = _fetches ?? 0,
            ServiceTier = _serviceTier,
            InferenceGeo = _geo,
            ServedSpeed = _speed switch
            {
                null => null,
                "fast" => Speed.Fast,
                _ => Speed.Standard,
            },
        };
    }
}
