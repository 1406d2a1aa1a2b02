using System.Globalization;
using Clearbar.Upstreams.Emulator.Serving;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Quotas;

/// <summary>
/// Tells a call's quota in response headers: <c>anthropic-ratelimit-…</c> with times of day (Anthropic rate limits page, Aug 2026),
/// <c>x-ratelimit-…</c> with durations (OpenAI rate limits page). Bedrock tells nothing.
/// </summary>
internal static class QuotaHeaders
{
    public static void Tell(HttpContext context, Route route, QuotaTicket? ticket, TimeProvider time)
    {
        if (ticket is null)
        {
            return;
        }

        if (route.Surface is EmulatedSurface.AnthropicApi or EmulatedSurface.ClaudePlatform)
        {
            TellAnthropic(context.Response.Headers, ticket.State);
        }
        else if (route.Surface == EmulatedSurface.OpenAi)
        {
            var now = time.GetUtcNow();
            TellOpenAi(context.Response.Headers, "requests", ticket.State.Requests, now);
            TellOpenAi(context.Response.Headers, "tokens", ticket.State.Combined, now);
        }
    }

    private static void TellAnthropic(IHeaderDictionary headers, QuotaState state)
    {
        Write(headers, "requests", state.Requests);
        Write(headers, "input-tokens", state.Input);
        Write(headers, "output-tokens", state.Output);
        // tokens-* shows the most restrictive limit.
        Write(headers, "tokens", state is { Input: { } input, Output: { } output } && output.Remaining < input.Remaining
            ? output : state.Input ?? state.Output);

        static void Write(IHeaderDictionary headers, string name, QuotaBucketState? bucket)
        {
            if (bucket is { } known)
            {
                headers[$"anthropic-ratelimit-{name}-limit"] = known.Limit.ToString(CultureInfo.InvariantCulture);
                headers[$"anthropic-ratelimit-{name}-remaining"] = known.Remaining.ToString(CultureInfo.InvariantCulture);
                headers[$"anthropic-ratelimit-{name}-reset"] =
                    known.FullAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            }
        }
    }

    private static void TellOpenAi(IHeaderDictionary headers, string name, QuotaBucketState? bucket, DateTimeOffset now)
    {
        if (bucket is { } known)
        {
            headers[$"x-ratelimit-limit-{name}"] = known.Limit.ToString(CultureInfo.InvariantCulture);
            headers[$"x-ratelimit-remaining-{name}"] = known.Remaining.ToString(CultureInfo.InvariantCulture);
            var seconds = Math.Max(0, (known.FullAt - now).TotalSeconds);
            headers[$"x-ratelimit-reset-{name}"] = seconds.ToString("0.###", CultureInfo.InvariantCulture) + "s";
        }
    }
}
