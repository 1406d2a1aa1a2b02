using Amazon.Runtime;
using Clearbar.Upstreams.Bedrock;

namespace Clearbar.Upstreams;

/// <summary>Proves to an AWS service who calls: by the deployment's API key where its variable is set, by a signature otherwise.</summary>
public sealed class AwsAuthorization(AwsCredentialChain credentials, Func<string, string?> secrets, TimeProvider clock)
{
    /// <summary>Adds a key or a signature; null on success, else why not, and nothing has been sent.</summary>
    /// <param name="service">The service's name in a credential scope, for example <c>bedrock</c>.</param>
    public async ValueTask<UpstreamFailure?> AddAsync(
        HttpRequestMessage request, ReadOnlyMemory<byte> body, Deployment deployment, string service, CancellationToken cancellation)
    {
        if (deployment.KeyVariable is { } variable && secrets(variable) is { Length: > 0 } key)
        {
            request.Headers.TryAddWithoutValidation("authorization", "Bearer " + key);
            return null;
        }

        try
        {
            var valid = await credentials.GetAsync(deployment, cancellation);
            RequestSigner.Sign(request, body.Span, valid, deployment.Region!, service, clock.GetUtcNow());
            return null;
        }
        catch (Exception exception) when (exception is AmazonClientException or AmazonServiceException or InvalidOperationException)
        {
            return new UpstreamFailure(
                FailureStage.Connect,
                $"no AWS credentials for deployment '{deployment.Name}' ({exception.GetType().Name}); set AWS_PROFILE, keys or {deployment.KeyVariable} where the gateway runs",
                TimedOut: false) { IsTransient = false };
        }
    }
}
