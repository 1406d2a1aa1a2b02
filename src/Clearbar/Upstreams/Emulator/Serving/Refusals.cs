using System.Globalization;
using Clearbar.Upstreams.Emulator.Writing;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>Writes an error response in the caller's dialect.</summary>
internal static class Refusals
{
    public static int StatusOf(Failure failure, ErrorForm form) => form switch
    {
        ErrorForm.Aws => FailureShape.Of(failure).AwsStatus,
        ErrorForm.OpenAi => FailureShape.OpenAiOf(failure).Status,
        _ => FailureShape.Of(failure).Status,
    };

    /// <summary>
    /// Writes the error; the request id is set already. <paramref name="retryAfter"/> is told in seconds, except by Bedrock, whose throttles
    /// tell none.
    /// </summary>
    public static async Task WriteAsync(
        HttpContext context, ErrorForm form, Failure failure, string? message, string requestId, int? retryAfter)
    {
        var shape = FailureShape.Of(failure);
        var response = context.Response;
        response.StatusCode = StatusOf(failure, form);
        if (form == ErrorForm.Aws)
        {
            response.Headers["x-amzn-errortype"] = shape.AwsName;
        }
        else if (retryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        using var body = new PooledWriter();
        using (var json = AnswerShape.JsonOn(body))
        {
            var text = message ?? shape.Message;
            switch (form)
            {
                case ErrorForm.Aws:
                    json.WriteStartObject();
                    json.WriteString("message"u8, text);
                    json.WriteEndObject();
                    break;
                case ErrorForm.OpenAi:
                    var (_, type, code) = FailureShape.OpenAiOf(failure);
                    OpenAiShape.WriteError(json, type, code, text);
                    break;
                default:
                    MessageJson.WriteError(
                        json, shape.Type, text, requestId, failure == Failure.SpendLimit ? "enforced_spend_limit_reached" : null);
                    break;
            }
        }

        response.ContentType = "application/json";
        response.ContentLength = body.Count;
        await response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }
}
