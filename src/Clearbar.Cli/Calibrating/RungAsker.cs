using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Requests;
using Clearbar.Wire;

namespace Clearbar.Cli.Calibrating;

/// <summary>Asks one rung through the gateway's HTTP door, as an application would, never for more than it is given.</summary>
internal sealed class RungAsker : IDisposable
{
    /// <summary>Tries per call where the provider says that it is busy; the gateway has already tried its own.</summary>
    private const int Tries = 4;

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http;
    private readonly SpendingMeter _meter;
    private readonly TimeProvider _time;

    /// <param name="key">The only key the gateway takes.</param>
    public RungAsker(Uri gateway, string key, SpendingMeter meter, TimeProvider time)
    {
        _http = new HttpClient { BaseAddress = gateway, Timeout = TimeSpan.FromMinutes(15) };
        _http.DefaultRequestHeaders.Add("x-api-key", key);
        _meter = meter;
        _time = time;
    }

    /// <param name="mayCost">The most that all tries together may cost.</param>
    /// <returns>The reply or why there is none, and what was spent at most.</returns>
    public async Task<(RungReply? Reply, CallFailure? Failure, Usd Spent)> AskAsync(
        AskedRequest request, int rung, Usd mayCost, CancellationToken cancellation)
    {
        var spent = Usd.Zero;
        for (var tries = 1; ; tries++)
        {
            var (reply, failure, wait, cost) = await TryAsync(request, rung, mayCost - spent, cancellation);
            spent += cost;
            if (reply is not null || wait is null || tries == Tries)
            {
                return (reply is null ? null : reply with { Cost = spent }, failure, spent);
            }

            var pause = wait > TimeSpan.Zero ? wait.Value : TimeSpan.FromSeconds(1 << tries);
            await Task.Delay(pause < LongestWait ? pause : LongestWait, _time, cancellation);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(RungReply? Reply, CallFailure? Failure, TimeSpan? Wait, Usd Spent)> TryAsync(
        AskedRequest request, int rung, Usd mayCost, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new ByteArrayContent(request.Bodies[rung]) };
        message.Content.Headers.ContentType = Json;
        message.Headers.Add("anthropic-version", "2023-06-01");
        message.Headers.Add(GatewayHeaders.Route, "off");
        message.Headers.Add(GatewayHeaders.MaxCost, mayCost.ToString());
        if (request.Class is { } name)
        {
            message.Headers.Add(GatewayHeaders.Class, name);
        }

        var started = _time.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(message, cancellation);
            var body = await response.Content.ReadAsByteArrayAsync(cancellation);
            var latency = _time.GetElapsedTime(started);
            var spent = Header(response, GatewayHeaders.Id) is { } id ? _meter.Take(id) : mayCost;
            if (!response.IsSuccessStatusCode)
            {
                return (null, FailureOf(response, body), WaitOf(response), spent);
            }

            if (!WireDialects.Anthropic.TryReadAnswer(body, out var answer, out var fault))
            {
                return (null, new CallFailure(FailureReach.Request, $"the answer cannot be read: {fault.Message}"), null, spent);
            }

            var reply = new RungReply { Answer = answer, Cost = spent, Latency = latency, Class = Header(response, GatewayHeaders.Class) };
            return (reply, null, null, spent);
        }
        catch (Exception error) when (error is HttpRequestException || (error is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            // Nobody can say what it has cost, so it counts in full.
            return (null, new CallFailure(FailureReach.Request, $"no answer from the gateway: {error.Message}"), null, mayCost);
        }
    }

    private static CallFailure FailureOf(HttpResponseMessage response, byte[] body)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)response.StatusCode}: {MessageOf(body)}");
        return new CallFailure(
            response.StatusCode switch
            {
                // Only the gateway's own refusal names the header; an owner's budget and the provider's billing say 402 too.
                HttpStatusCode.PaymentRequired when text.Contains(GatewayHeaders.MaxCost, StringComparison.Ordinal) => FailureReach.Cap,
                HttpStatusCode.PaymentRequired or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound => FailureReach.Run,
                _ => FailureReach.Request,
            },
            text);
    }

    /// <summary>How long a busy provider wants to be left alone, zero where it does not say; null where trying again makes no sense.</summary>
    private static TimeSpan? WaitOf(HttpResponseMessage response) => (int)response.StatusCode is not (429 or 503 or 529)
        ? null
        : response.Headers.RetryAfter?.Delta ?? TimeSpan.Zero;

    /// <summary>Errors of the dialect: <c>{"error":{"message":…}}</c>.</summary>
    private static string MessageOf(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.GetProperty("error").GetProperty("message").GetString() ?? "";
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "no reason given";
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
