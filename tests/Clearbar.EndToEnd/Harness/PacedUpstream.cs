using System.Text;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Faults;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;

namespace Clearbar.EndToEnd.Harness;

/// <summary>Streams of which the test says when they go on, one for each rung; the dialect is that of the call.</summary>
public static class PacedUpstream
{
    /// <param name="answers">The answer of each model whose id has the name in it; every call gets the same.</param>
    public static Task<FakeUpstream> StartAsync(params (string Model, PacedAnswer Answer)[] answers) => FakeUpstream.StartAsync(async (http, request) =>
    {
        var model = Uri.UnescapeDataString(request.Path) + (string?)JsonNode.Parse(request.Body)!["model"];
        var answer = answers.First(item => model.Contains(item.Model, StringComparison.Ordinal)).Answer;
        var dialect = DialectOf(request.Path);
        var (before, after) = answer.EventsIn(dialect);
        http.RequestAborted.Register(() => answer.LetGo.TrySetResult());
        http.Response.ContentType = Answers.ContentTypeOf(dialect, stream: true);
        await WriteAsync(http, before);
        if (after.Length > 0)
        {
            answer.Paused.TrySetResult();
            await Task.WhenAny(answer.GoOn.Task, answer.LetGo.Task);
            if (answer.BreaksOff)
            {
                http.Abort();
                return;
            }

            await WriteAsync(http, after);
        }

        answer.Over.TrySetResult();
    });

    private static async Task WriteAsync(HttpContext http, byte[][] events)
    {
        foreach (var item in events)
        {
            await http.Response.Body.WriteAsync(item);
            await http.Response.Body.FlushAsync();
        }
    }

    private static Dialect DialectOf(string path) => path.EndsWith("/converse-stream", StringComparison.Ordinal) ? Dialect.Converse
        : path.EndsWith("/invoke-with-response-stream", StringComparison.Ordinal) ? Dialect.Invoke
        : path.EndsWith("/chat/completions", StringComparison.Ordinal) ? Dialect.OpenAi
        : Dialect.Anthropic;
}
