using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Upstreams.Bedrock;

/// <summary>
/// Makes the HTTP request of a call in one of Bedrock's own dialects, to the Bedrock runtime or to the emulator that stands in for it: path, headers,
/// and either the API key or a signature. Messages calls go to InvokeModel, whose body the plan's edits have already made of theirs.
/// </summary>
public sealed class BedrockRequests(AwsAuthorization aws, EmbeddedAddress embedded)
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>The request, or why it cannot be made; nothing has been sent then.</summary>
    public async ValueTask<(HttpRequestMessage? Request, UpstreamFailure? Failure)> CreateAsync(UpstreamCall call, CancellationToken cancellation)
    {
        var deployment = call.Deployment;
        var body = call.CountsTokens && call.Dialect == Dialect.Anthropic ? CountBody(call.Body.Span) : call.Body;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(deployment.Address ?? embedded.Value, PathOf(call)))
        {
            Content = new ReadOnlyMemoryContent(body),
        };
        request.Content.Headers.ContentType = Json;
        foreach (var (name, value) in call.Headers)
        {
            // The Messages dialect says in the body here what it says in headers elsewhere.
            if (!name.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (deployment.Surface == Surface.Emulator)
        {
            if (!call.CountsTokens)
            {
                // Only the emulator is told our entry id: its own bill then proves that none is lost or doubled.
                request.Headers.TryAddWithoutValidation("x-clearbar-entry", call.EntryId.ToString("N"));
            }

            return (request, null);
        }

        if (await aws.AddAsync(request, body, deployment, "bedrock", cancellation) is { } failure)
        {
            request.Dispose();
            return (null, failure);
        }

        return (request, null);
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
