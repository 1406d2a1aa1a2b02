using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clearbar.Keys.Policies;

namespace Clearbar.Keys;

/// <summary>Issues, revokes and rotates keys, in the key file or in the database that replicas share.</summary>
/// <param name="records">Where the entries are kept.</param>
/// <param name="masterKeyPath">File of the master key, read when the environment has none.</param>
/// <param name="masterKeyVariable">Value of <see cref="MasterKey.Variable"/>; null when it is not set.</param>
/// <param name="clock">Dates the entries.</param>
public sealed class KeyStore(IKeyRecords records, string masterKeyPath, string? masterKeyVariable, TimeProvider clock)
{
    /// <summary>The alphabet of AWS access key ids (base32, RFC 4648).</summary>
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>No '+' and '/': they get lost in URLs and configuration files. 40 of these are 238 bits.</summary>
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A store in a key file, with <c>master.key</c> beside it.</summary>
    public KeyStore(string path, string? masterKeyVariable, TimeProvider clock)
        : this(new KeyFile(path), MasterKey.PathBeside(path), masterKeyVariable, clock)
    {
    }

    /// <summary>Where the entries are kept.</summary>
    public IKeyRecords Records => records;

    private string MasterKeyPath { get; } = masterKeyPath;

    /// <summary>What messages call that.</summary>
    public string Name => records.Name;

    /// <summary>Every key ever issued, revoked ones included, oldest first.</summary>
    public IReadOnlyList<StoredKey> List() => records.Read();

    /// <summary>The keys as a gateway uses them.</summary>
    /// <exception cref="KeyStoreException">The entries, or a secret among them, cannot be read.</exception>
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

        return records.Change(keys =>
        {
            if (keys.Exists(key => key.Id == id))
            {
                throw new KeyStoreException($"'{id}' was given out before; the ledger would mix the two up. Take another id, or rotate it");
            }

            var issued = Make(keys, new StoredKey
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
    public IssuedKey Rotate(string id) => records.Change(keys =>
    {
        var index = IndexOf(keys, id);
        var issued = Make(keys, keys[index] with { RotatedAt = clock.GetUtcNow() });
        keys[index] = issued.Stored;
        return issued;
    });

    /// <summary>Refuses a key from now on. Its entry stays, so that the ledger's lines keep their name.</summary>
    public StoredKey Revoke(string id) => records.Change(keys =>
    {
        var index = IndexOf(keys, id);
        return keys[index] = keys[index] with { RevokedAt = clock.GetUtcNow() };
    });

    /// <summary>
    /// Takes over the entries of a key file. Of a key that is here already the secrets stay as they are here; a revocation is taken over in
    /// any case, and never undone. Secrets sealed under the file's own master key are sealed anew.
    /// </summary>
    public KeyImport Import(KeyStore file)
    {
        var entries = file.List();
        return records.Change(keys =>
        {
            var master = OpenMasterKey(create: true);
            CheckSameMaster(master, keys, but: "");
            var (added, revoked, known) = (0, 0, 0);
            foreach (var entry in entries)
            {
                var index = keys.FindIndex(key => key.Id == entry.Id);
                if (index < 0)
                {
                    keys.Add(entry.RevokedAt is null ? entry with { SealedSecret = Reseal(entry, file, master) } : entry);
                    added++;
                }
                else if (entry.RevokedAt is not null && keys[index].RevokedAt is null)
                {
                    keys[index] = keys[index] with { RevokedAt = entry.RevokedAt };
                    revoked++;
                }
                else
                {
                    known++;
                }
            }

            return new KeyImport(added, revoked, known);
        });
    }

    /// <summary>Replaces what a key may do; null: everything.</summary>
    public StoredKey SetPolicy(string id, JsonElement? policy)
    {
        Check(policy);
        return records.Change(keys =>
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

    private IssuedKey Make(List<StoredKey> keys, StoredKey entry)
    {
        var master = OpenMasterKey(create: true);
        if (records.IsShared)
        {
            CheckSameMaster(master, keys, but: entry.Id);
        }

        var apiKey = "cb_" + RandomNumberGenerator.GetString(Letters, 44);
        // The lengths of AWS's own: 20 and 40 characters, because some tools check them.
        var accessKeyId = "CBAK" + RandomNumberGenerator.GetString(Base32, 16);
        var secret = RandomNumberGenerator.GetString(Letters, 40);
        var stored = entry with
        {
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(apiKey))),
            AccessKeyId = accessKeyId,
            SealedSecret = master.Seal(accessKeyId, secret),
        };
        return new IssuedKey(stored, apiKey, secret);
    }

    /// <summary>
    /// Keys on one database are sealed under one master key. A second one would leave every replica unable to open some of them.
    /// </summary>
    private static void CheckSameMaster(MasterKey master, List<StoredKey> keys, string but)
    {
        var other = keys.Find(key => key.Id != but && key.RevokedAt is null && !master.TryOpen(key.AccessKeyId, key.SealedSecret, out _));
        if (other is not null)
        {
            throw new KeyStoreException(
                $"the key '{other.Id}' is sealed under another master key than the one here: set {MasterKey.Variable} to the one that the "
                + "replicas have. Where it is lost, revoke the keys and create new ones");
        }
    }

    private static string Reseal(StoredKey entry, KeyStore file, MasterKey master)
    {
        if (master.TryOpen(entry.AccessKeyId, entry.SealedSecret, out _))
        {
            return entry.SealedSecret;
        }

        // The file may be older than the variable.
        return MasterKey.Load(null, file.MasterKeyPath, create: false).TryOpen(entry.AccessKeyId, entry.SealedSecret, out var secret)
            ? master.Seal(entry.AccessKeyId, secret)
            : throw new KeyStoreException(
                $"the secret of key '{entry.Id}' was sealed neither under the master key here nor under {file.MasterKeyPath}: "
                + "restore that one, or take the key out of the file");
    }

    private MasterKey OpenMasterKey(bool create)
    {
        if (!records.IsShared)
        {
            return MasterKey.Load(masterKeyVariable, MasterKeyPath, create);
        }

        if (string.IsNullOrWhiteSpace(masterKeyVariable) && !File.Exists(MasterKeyPath))
        {
            // One made here would be known to this machine only.
            throw new KeyStoreException(
                $"keys in {records.Name} need a master key that every replica has: set {MasterKey.Variable} here and on all of them "
                + $"(openssl rand -hex 32); there is no {MasterKeyPath} either");
        }

        return MasterKey.Load(masterKeyVariable, MasterKeyPath, create: false);
    }
}
