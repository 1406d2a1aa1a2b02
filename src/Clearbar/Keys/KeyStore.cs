using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clearbar.Keys.Policies;

namespace Clearbar.Keys;

/// <summary>
/// Issues, revokes and rotates keys in the key file. Processes take turns by a lock file; a running gateway sees changes within a second.
/// </summary>
/// <param name="path">The key file; the master key lies beside it as <c>master.key</c> unless the environment has it.</param>
/// <param name="masterKeyVariable">Value of <see cref="MasterKey.Variable"/>; null when it is not set.</param>
/// <param name="clock">Dates the entries.</param>
public sealed class KeyStore(string path, string? masterKeyVariable, TimeProvider clock)
{
    /// <summary>The alphabet of AWS access key ids (base32, RFC 4648).</summary>
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>No '+' and '/': they get lost in URLs and configuration files. 40 of these are 238 bits.</summary>
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public string Path { get; } = path;

    /// <summary>Every key ever issued, revoked ones included, oldest first.</summary>
    public IReadOnlyList<StoredKey> List() => KeyFile.Read(Path);

    /// <summary>
    /// The keys as a gateway uses them. Throws <see cref="KeyStoreException"/> when the file or a secret in it cannot be read.
    /// </summary>
    public IssuedKeys Load()
    {
        var keys = List();
        return keys.Count == 0 ? IssuedKeys.None : new IssuedKeys(keys, OpenMasterKey(create: false));
    }

    /// <param name="id">1 to 64 letters, digits, '.', '_' or '-'.</param>
    /// <param name="name">What it is for.</param>
    /// <param name="team">Who pays for it.</param>
    /// <param name="tags">Further labels.</param>
    /// <param name="policy">What it may do (<see cref="AccessPolicy"/>); null: everything.</param>
    public IssuedKey Create(string id, string? name, string? team, IReadOnlyDictionary<string, string>? tags, JsonElement? policy = null)
    {
        Check(policy);
        if (!Classes.ClassName.IsValid(id))
        {
            throw new KeyStoreException($"'{id}' cannot be an id: it takes 1 to 64 letters, digits, '.', '_' or '-'");
        }

        if (id == Caller.Anonymous.KeyId)
        {
            throw new KeyStoreException($"'{id}' is how the ledger calls requests without a key; take another id");
        }

        return Change(keys =>
        {
            if (keys.Exists(key => key.Id == id))
            {
                throw new KeyStoreException($"'{id}' was given out before; the ledger would mix the two up. Take another id, or rotate it");
            }

            var issued = Make(new StoredKey
            {
                Id = id,
                Name = name,
                Team = team,
                Tags = tags,
                Policy = policy,
                CreatedAt = clock.GetUtcNow(),
                Sha256 = "",
                AccessKeyId = "",
                SealedSecret = "",
            });
            keys.Add(issued.Stored);
            return issued;
        });
    }

    /// <summary>Replaces all secrets of a key at once; the old ones are refused from then on. Also brings no revoked key back.</summary>
    public IssuedKey Rotate(string id) => Change(keys =>
    {
        var index = IndexOf(keys, id);
        var issued = Make(keys[index] with { RotatedAt = clock.GetUtcNow() });
        keys[index] = issued.Stored;
        return issued;
    });

    /// <summary>Refuses a key from now on. Its entry stays, so that the ledger's lines keep their name.</summary>
    public StoredKey Revoke(string id) => Change(keys =>
    {
        var index = IndexOf(keys, id);
        return keys[index] = keys[index] with { RevokedAt = clock.GetUtcNow() };
    });

    /// <summary>Replaces what a key may do; null: everything.</summary>
    public StoredKey SetPolicy(string id, JsonElement? policy)
    {
        Check(policy);
        return Change(keys =>
        {
            var index = IndexOf(keys, id);
            return keys[index] = keys[index] with { Policy = policy };
        });
    }

    /// <summary>A policy that cannot be enforced never gets into the file.</summary>
    private static void Check(JsonElement? policy)
    {
        try
        {
            if (policy is { } document)
            {
                AccessPolicy.Read(document);
            }
        }
        catch (PolicyException exception)
        {
            throw new KeyStoreException($"the policy cannot be enforced: {exception.Message}", exception);
        }
    }

    private static int IndexOf(List<StoredKey> keys, string id)
    {
        var index = keys.FindIndex(key => key.Id == id);
        if (index < 0)
        {
            throw new KeyStoreException($"there is no key '{id}'; 'clearbar keys list' shows them");
        }

        return keys[index].RevokedAt is null ? index : throw new KeyStoreException($"'{id}' is revoked; create a new key");
    }

    private IssuedKey Make(StoredKey entry)
    {
        var apiKey = "cb_" + RandomNumberGenerator.GetString(Letters, 44);
        // The lengths of AWS's own: 20 and 40 characters, because some tools check them.
        var accessKeyId = "CBAK" + RandomNumberGenerator.GetString(Base32, 16);
        var secret = RandomNumberGenerator.GetString(Letters, 40);
        var stored = entry with
        {
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(apiKey))),
            AccessKeyId = accessKeyId,
            SealedSecret = OpenMasterKey(create: true).Seal(accessKeyId, secret),
        };
        return new IssuedKey(stored, apiKey, secret);
    }

    private MasterKey OpenMasterKey(bool create)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        return MasterKey.Load(masterKeyVariable, System.IO.Path.Combine(folder, "master.key"), create);
    }

    private T Change<T>(Func<List<StoredKey>, T> change)
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
            // Held by one process at a time; the system frees it even if that process dies.
            using var turn = new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            List<StoredKey> keys = [.. KeyFile.Read(Path)];
            var result = change(keys);
            KeyFile.Replace(Path, keys);
            return result;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyStoreException($"the key file cannot be changed: {exception.Message}", exception);
        }
    }
}
