using System.Net.Http.Headers;
using Clearbar.Tiers;

namespace Clearbar.Upstreams.Anthropic;

/// <summary>
/// Makes the HTTP request of a call in the Messages dialect on every surface that speaks it natively.
/// </summary>
/// <remarks>
/// <code>
/// surface               path                      proves itself by
/// anthropic-api         /v1/messages              x-api-key
/// claude-platform-aws   /v1/messages              key as x-api-key, or SigV4 "aws-external-anthropic"; anthropic-workspace-id required
/// bedrock-mantle        /anthropic/v1/messages    key as Bearer, or SigV4 "bedrock-mantle"
/// bedrock (messages)    /anthropic/v1/messages    key as Bearer, or SigV4 "bedrock"
/// emulator              /v1/messages              whatever is configured
/// </code>
/// Amazon Bedrock user guide, "Anthropic Claude Messages API", and Claude Platform on AWS documentation, October 2026.
/// </remarks>
public sealed class MessagesRequests(AwsAuthorization aws, Func<string, string?> secrets, EmbeddedAddress embedded)
{
    /// <summary>Version of the API every model takes on every surface.</summary>
    public const string DefaultVersion = "2023-06-01";

    private const string VersionHeader = "anthropic-version";
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>The request, or why it cannot be made; nothing has been sent then.</summary>
    public async ValueTask<(HttpRequestMessage? Request, UpstreamFailure? Failure)> CreateAsync(UpstreamCall call, CancellationToken cancellation)
    {
        var deployment = call.Deployment;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(deployment.Address ?? embedded.Value, PathOf(call)))
        {
            Content = new ReadOnlyMemoryContent(call.Body),
        };
        request.Content.Headers.ContentType = Json;
        AddHeaders(request, call);
        var key = deployment.KeyVariable is { } variable ? secrets(variable) : null;
        var failure = deployment.Surface switch
        {
            Surface.BedrockMantle => await aws.AddAsync(request, call.Body, deployment, "bedrock-mantle", cancellation),
            Surface.Bedrock => await aws.AddAsync(request, call.Body, deployment, "bedrock", cancellation),
            Surface.ClaudePlatformAws when string.IsNullOrEmpty(key) =>
                await aws.AddAsync(request, call.Body, deployment, "aws-external-anthropic", cancellation),
            _ => null,
        };
        if (failure is not null)
        {
            request.Dispose();
            return (null, failure);
        }

        if (deployment.Surface is Surface.AnthropicApi or Surface.ClaudePlatformAws or Surface.Emulator && !string.IsNullOrEmpty(key))
        {
            request.Headers.TryAddWithoutValidation("x-api-key", key);
        }

        return (request, null);
    }

    private static void AddHeaders(HttpRequestMessage request, UpstreamCall call)
    {
        var deployment = call.Deployment;
        var onBedrock = deployment.Surface is Surface.Bedrock or Surface.BedrockMantle;
        var hasVersion = false;
        foreach (var (name, value) in call.Headers)
        {
            if (onBedrock && string.Equals(name, "anthropic-beta", StringComparison.OrdinalIgnoreCase))
            {
                // Documented as not supported on Bedrock's Messages endpoints (October 2026); the plan's edits name what was left out.
                continue;
            }

            hasVersion |= string.Equals(name, VersionHeader, StringComparison.OrdinalIgnoreCase);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (!hasVersion)
        {
            request.Headers.TryAddWithoutValidation(VersionHeader, DefaultVersion);
        }

        if (deployment.WorkspaceId is { } workspace)
        {
            request.Headers.TryAddWithoutValidation("anthropic-workspace-id", workspace);
        }

        if (deployment.Surface == Surface.Emulator && !call.CountsTokens)
        {
            // Only the emulator is told our entry id: its own bill then proves that none is lost or doubled.
            request.Headers.TryAddWithoutValidation("x-clearbar-entry", call.EntryId.ToString("N"));
        }
    }

    private static string PathOf(UpstreamCall call) => (call.Deployment.Surface, call.CountsTokens) switch
    {
        (Surface.Bedrock or Surface.BedrockMantle, true) => "/anthropic/v1/messages/count_tokens",
        (Surface.Bedrock or Surface.BedrockMantle, false) => "/anthropic/v1/messages",
        (_, true) => "/v1/messages/count_tokens",
        _ => "/v1/messages",
    };
}
