using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Clearbar.Wire.Signing;

/// <summary>
/// An access key with its secret and the signing keys derived from it. Thread-safe. The cache lives and dies with the credential, so a
/// rotated secret can never be verified with keys of the old one.
/// </summary>
public sealed class SigningCredential
{
    /// <summary>
    /// Scopes kept: a few regions and services over midnight. Only scopes that verified are kept, so a stranger cannot fill it.
    /// </summary>
    private const int MaxScopes = 64;

    private readonly ConcurrentDictionary<CredentialScope, byte[]> _keys = new();
    private readonly byte[] _start;

    /// <param name="accessKeyId">The public half.</param>
    /// <param name="secret">The secret half, ASCII.</param>
    /// <param name="sessionToken">The token that must come with temporary credentials; null for permanent ones.</param>
    public SigningCredential(string accessKeyId, string secret, string? sessionToken = null)
    {
        AccessKeyId = accessKeyId;
        SessionToken = sessionToken;
        _start = StartOf(secret);
    }

    public string AccessKeyId { get; }

    public string? SessionToken { get; }

    /// <summary>Scopes whose keys are kept.</summary>
    public int CachedScopes => _keys.Count;

    /// <summary>The key that signs in one scope; for signing calls of our own. <paramref name="date"/> is <c>yyyyMMdd</c>.</summary>
    public static byte[] SigningKey(string secret, string date, string region, string service) => Derive(StartOf(secret), date, region, service);

    /// <summary>The HMAC chain of AWS Signature Version 4: "AWS4" + secret, date, region, service, "aws4_request".</summary>
    internal byte[] KeyFor(in CredentialScope scope)
    {
        if (_keys.TryGetValue(scope, out var known))
        {
            return known;
        }

        return Derive(_start, scope.Date, scope.Region, scope.Service);
    }

    private static byte[] StartOf(string secret) => Encoding.UTF8.GetBytes("AWS4" + secret);

    private static byte[] Derive(byte[] start, string date, string region, string service)
    {
        var key = HMACSHA256.HashData(start, Encoding.UTF8.GetBytes(date));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(region));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(service));
        return HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(CredentialScope.Terminator));
    }

    /// <summary>Keeps a key that has just verified a signature.</summary>
    internal void Keep(in CredentialScope scope, byte[] key)
    {
        if (_keys.Count >= MaxScopes && !_keys.ContainsKey(scope))
        {
            _keys.Clear();
        }

        _keys.TryAdd(scope, key);
    }
}
