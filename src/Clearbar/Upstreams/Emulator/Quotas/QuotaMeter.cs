using Clearbar.Wire;

namespace Clearbar.Upstreams.Emulator.Quotas;

/// <summary>
/// The counters of one account, region, surface and model. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Bedrock runtime (Amazon Bedrock user guide, token burndown, Oct 2026): admission takes input + cache writes + <c>max_tokens</c>, settlement
/// input + cache writes + output × burndown, and gives the rest back; cache reads are free. Mantle: input and output apart, no requests, no
/// burndown. Anthropic (rate limits page, Aug 2026): input and cache writes, real output only, <c>max_tokens</c> is not reserved. That the
/// buckets fill evenly is documented by Anthropic and assumed for Bedrock.
/// </remarks>
internal sealed class QuotaMeter
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly int _burndown;
    private readonly TokenBucket? _requests;
    private readonly TokenBucket? _combined;
    private readonly TokenBucket? _input;
    private readonly TokenBucket? _output;

    /// <param name="apart">Input and output are counted apart.</param>
    /// <param name="burndown">Quota tokens per output token, where they are counted together.</param>
    public QuotaMeter(QuotaRule rule, bool apart, bool countsRequests, int burndown, TimeProvider time)
    {
        _time = time;
        _burndown = burndown;
        var now = time.GetUtcNow();
        _requests = countsRequests ? Bucket(rule.RequestsPerMinute, now) : null;
        _combined = apart ? null : Bucket(rule.TokensPerMinute, now);
        _input = apart ? Bucket(rule.InputTokensPerMinute ?? rule.TokensPerMinute, now) : null;
        _output = apart ? Bucket(rule.OutputTokensPerMinute, now) : null;
    }

    /// <summary>Takes the reservation of a call, or says what is missing.</summary>
    public QuotaShortage? TryAdmit(TokenUsage prompt, int maxTokens)
    {
        var input = InputOf(prompt);
        lock (_gate)
        {
            Fill();
            var shortage = ShortageOf(_requests, 1, "requests") ?? ShortageOf(_combined, input + maxTokens, "tokens")
                ?? ShortageOf(_input, input, "input tokens") ?? ShortageOf(_output, 1, "output tokens");
            if (shortage is null)
            {
                _requests?.Take(1);
                _combined?.Take(input + maxTokens);
                _input?.Take(input);
            }

            return shortage;
        }
    }

    /// <summary>Exchanges a reservation for what was used; called again it corrects, with what was used before.</summary>
    public void Settle(TokenUsage used, int maxTokens, TokenUsage? before, TokenUsage prompt)
    {
        lock (_gate)
        {
            Fill();
            var reserved = before is { } earlier ? Cost(earlier) : InputOf(prompt) + maxTokens;
            _combined?.Take(Cost(used) - reserved);
            _input?.Take(InputOf(used) - InputOf(before ?? prompt));
            _output?.Take(used.Output - (before?.Output ?? 0));
        }
    }

    /// <summary>The state of each bucket, for response headers.</summary>
    public QuotaState Read()
    {
        lock (_gate)
        {
            Fill();
            return new QuotaState(Of(_requests), Of(_combined), Of(_input), Of(_output));
        }
    }

    private static QuotaBucketState? Of(TokenBucket? bucket) =>
        bucket is null ? null : new QuotaBucketState(bucket.Limit, bucket.Remaining, bucket.FullAt);

    private static TokenBucket? Bucket(int? perMinute, DateTimeOffset now) => perMinute is { } limit ? new TokenBucket(limit, now) : null;

    private static QuotaShortage? ShortageOf(TokenBucket? bucket, long amount, string name) =>
        bucket is null || bucket.Holds(amount) ? null : new QuotaShortage(name, Math.Max(1, (int)Math.Ceiling(bucket.SecondsUntil(amount))));

    private static long InputOf(TokenUsage usage) => usage.Input + usage.CacheWrite5m + usage.CacheWrite1h;

    private long Cost(TokenUsage usage) => InputOf(usage) + (usage.Output * _burndown);

    private void Fill()
    {
        var now = _time.GetUtcNow();
        _requests?.Fill(now);
        _combined?.Fill(now);
        _input?.Fill(now);
        _output?.Fill(now);
    }
}
