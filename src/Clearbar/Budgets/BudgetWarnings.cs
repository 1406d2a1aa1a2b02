using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.Budgets;

/// <summary>
/// Tells people that a budget fills up: a log event at once, and the budget's webhook from a thread of its own, so that no request ever
/// waits
/// for somebody's server. What a slow webhook cannot take is dropped, the oldest first.
/// </summary>
public sealed class BudgetWarnings(TimeProvider clock, ILogger<BudgetWarnings> logger) : BackgroundService
{
    private const int MaxWaiting = 256;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly Channel<(BudgetWarning Warning, DateTimeOffset At)> _waiting = Channel.CreateBounded<(BudgetWarning, DateTimeOffset)>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Returns at once.</summary>
    public void Raise(BudgetWarning warning)
    {
        var state = warning.State;
        var reset = state.Window.End is { } end ? string.Create(CultureInfo.InvariantCulture, $"starts again at {end:u}") : "never starts again";
        BudgetLog.Threshold(logger, state.DisplayName, warning.Threshold, state.Spent.ToString(), state.Budget.Limit.ToString(), reset);
        if (state.Budget.Webhook is not null)
        {
            _waiting.Writer.TryWrite((warning, clock.GetUtcNow()));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Only the host the owner wrote is ever called: no redirects.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler) { Timeout = Timeout };
        await foreach (var (warning, at) in _waiting.Reader.ReadAllAsync(stoppingToken))
        {
            await PostAsync(http, warning, at, stoppingToken);
        }
    }

    private async Task PostAsync(HttpClient http, BudgetWarning warning, DateTimeOffset at, CancellationToken cancellation)
    {
        try
        {
            using var content = new ByteArrayContent(Write(warning, at));
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using var reply = await http.PostAsync(warning.State.Budget.Webhook, content, cancellation);
            if (!reply.IsSuccessStatusCode)
            {
                BudgetLog.WebhookFailed(logger, warning.State.DisplayName, warning.Threshold, $"it answered {(int)reply.StatusCode}");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            BudgetLog.WebhookFailed(logger, warning.State.DisplayName, warning.Threshold, exception.Message);
        }
    }

    /// <summary>
    /// <code>{ "event": "budget.threshold", "at", "budget", "part"?, "threshold": 50|80|90|100, "percent", "limitUsd", "spentUsd", "mode",
    /// "resetsAt"? }</code>
    /// </summary>
    private static byte[] Write(BudgetWarning warning, DateTimeOffset at)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(output))
        {
            var state = warning.State;
            json.WriteStartObject();
            json.WriteString("event", "budget.threshold");
            json.WriteString("at", at);
            json.WriteString("budget", state.Budget.Name);
            if (state.Part.Length > 0)
            {
                json.WriteString("part", state.Part);
            }

            json.WriteNumber("threshold", warning.Threshold);
            json.WriteNumber("percent", state.Percent);
            json.WriteNumber("limitUsd", state.Budget.Limit.Amount);
            json.WriteNumber("spentUsd", state.Spent.Amount);
            json.WriteString("mode", state.Budget.IsHard ? "hard" : "soft");
            if (state.Window.End is { } end)
            {
                json.WriteString("resetsAt", end);
            }

            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }
}
