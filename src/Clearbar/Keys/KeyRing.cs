using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Clearbar.Configuration;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Keys;

/// <summary>
/// Step 2. The keys the gateway accepts, as SHA-256 hashes. Without any key everyone is <see cref="Caller.Anonymous"/>, and the host then
/// listens on loopback only. Immutable; part of a snapshot.
/// </summary>
public sealed class KeyRing
{
    private const int MaxKeyLength = 512;
    private readonly (byte[] Hash, Caller Caller)[] _keys;

    public KeyRing(IReadOnlyList<KeyOptions> keys)
    {
        _keys = new (byte[], Caller)[keys.Count];
        for (var i = 0; i < keys.Count; i++)
        {
            _keys[i] = (keys[i].Sha256, new Caller(keys[i].Id));
        }
    }

    public bool IsEmpty => _keys.Length == 0;

    /// <summary>Finds the caller from <c>x-api-key</c> or <c>Authorization: Bearer</c>; otherwise says what is missing.</summary>
    public bool TryAuthenticate(IHeaderDictionary headers, [NotNullWhen(true)] out Caller? caller, [NotNullWhen(false)] out string? problem)
    {
        caller = null;
        problem = null;
        if (IsEmpty)
        {
            caller = Caller.Anonymous;
            return true;
        }

        var apiKey = headers["x-api-key"].ToString();
        var authorization = headers.Authorization.ToString();
        var bearer = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim() : "";
        if (apiKey.Length > 0 && bearer.Length > 0 && apiKey != bearer)
        {
            problem = "x-api-key and Authorization carry different keys; send one of them";
            return false;
        }

        var key = apiKey.Length > 0 ? apiKey : bearer;
        if (key.Length is 0 or > MaxKeyLength)
        {
            problem = authorization.StartsWith("AWS4-HMAC-SHA256", StringComparison.Ordinal)
                ? "this gateway has keys configured and does not verify SigV4 signatures; send a gateway key as a Bedrock API key (AWS_BEARER_TOKEN_BEDROCK)"
                : "no gateway key: send it as x-api-key or as Authorization: Bearer";
            return false;
        }

        caller = Find(key);
        problem = caller is null ? "the gateway key is not known here" : null;
        return caller is not null;
    }

    /// <summary>Compares with every key in constant time, so that timing tells nothing about how much of a hash matched.</summary>
    private Caller? Find(string key)
    {
        Span<byte> utf8 = stackalloc byte[MaxKeyLength * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash);
        Caller? found = null;
        foreach (var (candidate, caller) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(candidate, hash))
            {
                found = caller;
            }
        }

        return found;
    }
}
