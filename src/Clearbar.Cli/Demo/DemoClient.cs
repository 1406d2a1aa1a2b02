using System.Net.Http.Headers;
using System.Text.Json;
using Clearbar.LocalAnswers;
using Clearbar.Requests;
using Clearbar.Wire;

namespace Clearbar.Cli.Demo;

/// <summary>
/// The application of the demo: sends every message over HTTP, a quarter each as Messages JSON, Messages stream, Converse and ConverseStream, and
/// compares the answer with the true label.
/// </summary>
public sealed class DemoClient(Uri gateway, DemoPrompt prompt) : IDisposable
{
    private const int Concurrency = 4;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new() { BaseAddress = gateway, Timeout = TimeSpan.FromMinutes(5) };

    public async Task<DemoPassResult> RunAsync(
        DemoPass pass, IReadOnlyList<LabelledText> messages, Action advance, CancellationToken cancellation)
    {
        var result = new DemoPassResult();
        var next = -1;
        var workers = new Task[Concurrency];
        for (var worker = 0; worker < workers.Length; worker++)
        {
            workers[worker] = WorkAsync();
        }

        await Task.WhenAll(workers);
        return result;

        async Task WorkAsync()
        {
            while (Interlocked.Increment(ref next) is var index && index < messages.Count)
            {
                var message = messages[index];
                var (rung, label, failure) = await AskAsync(pass, message.Text, index % 4, cancellation);
                lock (result)
                {
                    Count(result, message, rung, label, failure);
                }

                advance();
            }
        }
    }

    public void Dispose() => _http.Dispose();

    private static void Count(DemoPassResult result, LabelledText message, string rung, string? label, string? failure)
    {
        if (failure is not null)
        {
            result.Failed++;
            result.FirstFailure ??= failure;
            return;
        }

        if (!result.Rungs.TryGetValue(rung, out var count))
        {
            result.Rungs[rung] = count = new DemoPathCount();
        }

        count.Answered++;
        count.Right += string.Equals(label, message.Label, StringComparison.Ordinal) ? 1 : 0;
    }

    private async Task<(string Rung, string? Label, string? Failure)> AskAsync(DemoPass pass, string text, int shape, CancellationToken cancellation)
    {
        var stream = shape is 1 or 3;
        var converse = shape is 2 or 3;
        using var request = new HttpRequestMessage(HttpMethod.Post, converse
            ? $"/model/{Uri.EscapeDataString(pass.Model)}/{(stream ? "converse-stream" : "converse")}"
            : "/v1/messages");
        request.Content = new ByteArrayContent(converse ? prompt.Converse(text, pass.Cache) : prompt.Messages(pass.Model, text, stream, pass.Cache));
        request.Content.Headers.ContentType = Json;
        request.Headers.TryAddWithoutValidation(GatewayHeaders.Class, pass.Class);
        if (pass.RouteOff)
        {
            request.Headers.TryAddWithoutValidation(GatewayHeaders.Route, "off");
        }

        using var response = await _http.SendAsync(request, cancellation);
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        if (!response.IsSuccessStatusCode)
        {
            return ("", null, $"HTTP {(int)response.StatusCode}: {System.Text.Encoding.UTF8.GetString(body)}");
        }

        var answer = Read(converse ? WireDialects.Converse : WireDialects.Anthropic, stream, body, out var problem);
        var path = response.Headers.TryGetValues(GatewayHeaders.Path, out var values) ? values.First() : "";
        return answer is null ? ("", null, problem) : (path[(path.LastIndexOf('>') + 1)..], LabelOf(answer.Text), null);
    }

    private static Answer? Read(WireDialect dialect, bool stream, ReadOnlySpan<byte> body, out string? problem)
    {
        problem = null;
        if (!stream)
        {
            if (dialect.TryReadAnswer(body, out var whole, out var fault))
            {
                return whole;
            }

            problem = fault.Message;
            return null;
        }

        var reader = dialect.CreateStreamReader();
        reader.Read(body);
        problem = reader.Error?.Message ?? (reader.IsComplete ? null : "the stream ended early");
        return problem is null ? reader.ToAnswer() : null;
    }

    private static string? LabelOf(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.TryGetProperty("intent", out var intent) ? intent.GetString() : null;
        }
        catch (JsonException)
        {
            // Not JSON is a wrong answer, not a failed request.
            return null;
        }
    }
}
