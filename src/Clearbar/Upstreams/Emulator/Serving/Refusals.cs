using Clearbar.Wire;
using Clearbar.Upstreams.Emulator.Writing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>Writes an error response in the caller's dialect.</summary>
internal static class Refusals
{
    /// <summary>Sets the request id header the dialect has.</summary>
    public static void SetRequestId(HttpContext context, bool bedrock, string requestId) =>
        context.Response.Headers[bedrock ? "x-amzn-requestid" : "request-id"] = requestId;

    public static int StatusOf(Failure failure, bool bedrock)
    {
        var shape = FailureShape.Of(failure);
        return bedrock ? shape.AwsStatus : shape.Status;
    }

    /// <summary>
    /// Writes <c>{"type":"error",…}</c>, or <c>{"message"}</c> with <c>x-amzn-errortype</c>. <paramref name="retryAfter"/> is told on the
    /// Anthropic dialect only, in seconds.
    /// </summary>
    public static async Task WriteAsync(HttpContext context, bool bedrock, Failure failure, string? message, string requestId,
        int? retryAfter)
    {
        var shape = FailureShape.Of(failure);
        var response = context.Response;
        using var body = new PooledWriter();
        using (var json = AnswerShape.JsonOn(body))
        {
            if (bedrock)
            {
                response.StatusCode = shape.AwsStatus;
                response.Headers["x-amzn-errortype"] = shape.AwsName;
                json.WriteStartObject();
                json.WriteString("message"u8, message ?? shape.Message);
                json.WriteEndObject();
            }
            else
            {
                response.StatusCode = shape.Status;
                if (retryAfter is { } seconds)
                {
                    response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
                }

                MessageJson.WriteError(json, shape.Type, message ?? shape.Message, requestId);
            }
        }

        SetRequestId(context, bedrock, requestId);
        response.ContentType = "application/json";
        response.ContentLength = body.Count;
        await response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }
}
