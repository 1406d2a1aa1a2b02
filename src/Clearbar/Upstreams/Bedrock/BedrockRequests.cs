using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Amazon.Runtime;
using Clearbar.Wire;

namespace Clearbar.Upstreams.Bedrock;

/// <summary>
/// Makes the HTTP request of a call to the Bedrock runtime: path, headers, and either the API key or a signature. Messages calls go to InvokeModel,
/// whose body the plan's edits have already made of theirs.
/// </summary>
public sealed class BedrockRequests(AwsCredentialChain credentials, Func<string, string?> secrets, TimeProvider clock)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>The request, or why it cannot be made; nothing has been sent then.</summary>
    public async ValueTask<(HttpRequestMessage? Request, UpstreamFailure? Failure)> CreateAsync(UpstreamCall call, CancellationToken cancellation)
    {
        var deployment = call.Deployment;
        var body = call.CountsTokens && call.Dialect == Dialect.Anthropic ? CountBody(call.Body.Span) : call.Body;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(deployment.Address!, PathOf(call))) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = Json;
        foreach (var (name, value) in call.Headers)
        {
            // The Messages dialect says in the body here what it says in headers elsewhere.
            if (!name.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (deployment.KeyVariable is { } variable && secrets(variable) is { Length: > 0 } key)
        {
            request.Headers.TryAddWithoutValidation("authorization", "Bearer " + key);
            return (request, null);
        }

        try
        {
            var valid = await credentials.GetAsync(deployment, cancellation);
            RequestSigner.Sign(request, body.Span, valid, deployment.Region!, clock.GetUtcNow());
            return (request, null);
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or InvalidOperationException)
        {
            request.Dispose();
            return (null, new UpstreamFailure(
                FailureStage.Connect,
                $"no AWS credentials for deployment '{deployment.Name}' ({exception.GetType().Name}); set AWS_PROFILE, keys or {deployment.KeyVariable} where the gateway runs",
                TimedOut: false) { IsTransient = false });
        }
    }

    // {"input":{"invokeModel":{"body": base64 of an InvokeModel body}}} (AWS service model, bedrock-runtime 2026-07-31, CountTokens)
    private static byte[] CountBody(ReadOnlySpan<byte> invokeBody)
    {
        var output = new ArrayBufferWriter<byte>((invokeBody.Length * 4 / 3) + 64);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartObject("input"u8);
            json.WriteStartObject("invokeModel"u8);
            json.WriteBase64String("body"u8, invokeBody);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>The path of a call that names its model there: on Bedrock every call, elsewhere those of Bedrock's own dialects.</summary>
    public static string PathOf(UpstreamCall call) => $"/model/{Uri.EscapeDataString(call.ModelId)}/{OperationOf(call)}";

    private static string OperationOf(UpstreamCall call) => (call.Dialect, call.CountsTokens, call.Stream) switch
    {
        (_, true, _) => "count-tokens",
        (Dialect.Converse, _, true) => "converse-stream",
        (Dialect.Converse, _, _) => "converse",
        (_, _, true) => "invoke-with-response-stream",
        _ => "invoke",
    };
}
