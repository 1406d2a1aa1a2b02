using System.Security.Cryptography;
using Clearbar.Keys.Policies;
using Clearbar.Wire.Signing;

namespace Clearbar.Keys;

/// <summary>The keys of the store that are in force, ready to check with. Immutable.</summary>
public sealed class IssuedKeys
{
    /// <summary>A gateway that never issued a key.</summary>
    public static readonly IssuedKeys None = new([], null);

    private readonly (byte[] Hash, Caller Caller)[] _hashes;
    private readonly Dictionary<string, (SigningCredential Credential, Caller Caller)> _credentials = new(StringComparer.Ordinal);

    internal IssuedKeys(IReadOnlyList<StoredKey> keys, MasterKey? master)
    {
        var hashes = new List<(byte[], Caller)>(keys.Count);
        foreach (var key in keys)
        {
            if (key.RevokedAt is not null)
            {
                continue;
            }

            if (!master!.TryOpen(key.AccessKeyId, key.SealedSecret, out var secret))
            {
                throw new KeyStoreException(
                    $"the secret of key '{key.Id}' was sealed under another master key; restore that one, or rotate the key");
            }

            var caller = CallerOf(key);
            hashes.Add((Convert.FromHexString(key.Sha256), caller));
            _credentials[key.AccessKeyId] = (new SigningCredential(key.AccessKeyId, secret), caller);
        }

        _hashes = [.. hashes];
        Entries = keys;
    }

    /// <summary>What they were made from, revoked ones included, oldest first.</summary>
    public IReadOnlyList<StoredKey> Entries { get; }

    /// <summary>Whether there is any entry, revoked ones included: revoking the last key must not open the door to everyone.</summary>
    public bool EverIssued => Entries.Count > 0;

    /// <summary>Keys in force.</summary>
    public int Count => _hashes.Length;

    /// <summary>The caller whose API key has this SHA-256. Compares with every key in constant time.</summary>
    public Caller? Find(ReadOnlySpan<byte> hash)
    {
        Caller? found = null;
        foreach (var (candidate, caller) in _hashes)
        {
            if (CryptographicOperations.FixedTimeEquals(candidate, hash))
            {
                found = caller;
            }
        }

        return found;
    }

    /// <summary>The credential of an access key id, which is public, and whose it is.</summary>
    public bool TryFind(string accessKeyId, out (SigningCredential Credential, Caller Caller) found) =>
        _credentials.TryGetValue(accessKeyId, out found);

    private static Caller CallerOf(StoredKey key)
    {
        var tags = new Dictionary<string, string>(key.Tags ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        if (key.Team is { } team)
        {
            tags["team"] = team;
        }

        try
        {
            return new Caller(key.Id) { Policy = key.Policy is { } policy ? AccessPolicy.Read(policy) : null, Tags = tags };
        }
        catch (PolicyException exception)
        {
            throw new KeyStoreException($"the policy of key '{key.Id}' cannot be enforced: {exception.Message}", exception);
        }
    }
}
