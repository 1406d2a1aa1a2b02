using System.Buffers;
using System.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Bench.Overhead.Servers;

/// <summary>The smallest server that answers like a model: reads the whole prompt, then writes fixed bytes, one flush per event, with a pause between where one is asked for.</summary>
internal static class UpstreamServer
{
    private static readonly FixedAnswers Answers = new();

    public static Command CreateCommand()
    {
        var port = new Option<int>("--port") { Required = true };
        var pace = new Option<int>("--pace-ms") { Description = "Milliseconds between two events of a stream that asks for it" };
        var command = new Command("upstream", "Run the server that stands for the model (started by the other verbs)") { port, pace };
        command.SetAction((parsed, cancellation) =>
        {
            var between = TimeSpan.FromMilliseconds(parsed.GetValue(pace));
            return PlainServer.RunAsync(parsed.GetValue(port), http => AnswerAsync(http, between), cancellation);
        });
        return command;
    }

    private static async Task AnswerAsync(HttpContext http, TimeSpan between)
    {
        if (http.Request.ContentLength is not { } length)
        {
            http.Response.StatusCode = StatusCodes.Status411LengthRequired;
            return;
        }

        var body = ArrayPool<byte>.Shared.Rent((int)length);
        await http.Request.Body.ReadExactlyAsync(body.AsMemory(0, (int)length), http.RequestAborted);
        var answer = Answers.To(http.Request.Path.Value!, body.AsSpan(0, (int)length));
        var isPaced = between > TimeSpan.Zero && FixedAnswers.AsksForPace(body.AsSpan(0, (int)length));
        ArrayPool<byte>.Shared.Return(body);
        if (answer is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Response.ContentType = answer.ContentType;
        http.Response.Headers["request-id"] = "req_fixed";
        if (answer.Parts.Count == 1)
        {
            http.Response.ContentLength = answer.Parts[0].Length;
        }

        foreach (var part in answer.Parts)
        {
            await http.Response.BodyWriter.WriteAsync(part, http.RequestAborted);
            if (isPaced)
            {
                await Task.Delay(between, http.RequestAborted);
            }
        }
    }
}
