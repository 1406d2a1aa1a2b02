using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;

namespace Clearbar.Upstreams.Bedrock;

/// <summary>
/// Credentials as the AWS SDK finds them: the default chain (environment, web identity, shared files, SSO, container, instance), or a named
/// profile; with a role, those credentials assume it. The SDK refreshes what expires. Safe for any number of threads.
/// </summary>
public sealed class AwsCredentialChain(TimeProvider clock)
{
    /// <summary>Name of the assumed role's session, as CloudTrail shows it.</summary>
    private const string SessionName = "clearbar";

    /// <summary>
    /// A source is looked up again after this long, so that keys rotated in a file are noticed; until then it is shared, because each look-up of an
    /// assumed role or an SSO session is a call of its own.
    /// </summary>
    private static readonly TimeSpan LookUpEvery = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<(string? Profile, string? Role), Found> _found = new();

    /// <summary>Credentials that are valid now.</summary>
    /// <exception cref="AmazonClientException">There are none, or they cannot be refreshed.</exception>
    public async ValueTask<ImmutableCredentials> GetAsync(Deployment deployment, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var key = (deployment.Profile, deployment.RoleArn);
        if (!_found.TryGetValue(key, out var found) || clock.GetElapsedTime(found.At) > LookUpEvery)
        {
            found = new Found(await FindAsync(deployment), clock.GetTimestamp());
            _found[key] = found;
        }

        return await found.Credentials.GetCredentialsAsync();
    }

    private static async ValueTask<AWSCredentials> FindAsync(Deployment deployment)
    {
        var source = deployment.Profile is { } profile ? OfProfile(profile) : await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync();
        return deployment.RoleArn is { } role ? new AssumeRoleAWSCredentials(source, role, SessionName) : source;
    }

    private static AWSCredentials OfProfile(string profile) =>
        new CredentialProfileStoreChain().TryGetAWSCredentials(profile, out var credentials)
            ? credentials
            : throw new AmazonClientException($"the AWS profile '{profile}' does not exist or holds no credentials");

    /// <summary>A source of credentials and when it was looked up (clock timestamp).</summary>
    private sealed record Found(AWSCredentials Credentials, long At);
}
