using System.Security.Cryptography;
using Clearbar.Configuration;

namespace Clearbar.Keys;

/// <summary>
/// The keys written in the configuration, as SHA-256 hashes. Immutable; part of a snapshot. Issued keys are in <see cref="IssuedKeys"/>.
/// </summary>
public sealed class KeyRing
{
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

    /// <summary>
    /// The caller whose key has this SHA-256, or null. Compares with every key in constant time, so that timing tells nothing about how
    /// much of a hash matched.
    /// </summary>
    public Caller? Find(ReadOnlySpan<byte> hash)
    {
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
