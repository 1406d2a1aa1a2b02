using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Clearbar.Keys;

/// <summary>
/// The 256-bit key that signing secrets are sealed under, from <c>CLEARBAR_MASTER_KEY</c> or from a file that only its owner can read.
/// Without it the key file is worthless to whoever copies it.
/// </summary>
/// <remarks>
/// Sealed form: <c>"v1." base64(nonce(12) ciphertext tag(16))</c>, AES-256-GCM (NIST SP 800-38D) with the access key id as associated data,
/// so that a sealed secret cannot be moved to another entry.
/// </remarks>
public sealed class MasterKey
{
    /// <summary>The environment variable: 64 hex digits, or 32 bytes in base64.</summary>
    public const string Variable = "CLEARBAR_MASTER_KEY";

    private const string Prefix = "v1.";
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly byte[] _key;

    private MasterKey(byte[] key) => _key = key;

    /// <summary>Where the master key of a key file lies when the environment has none.</summary>
    public static string PathBeside(string keyFile) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(keyFile))!, "master.key");

    /// <summary>Takes the key from <paramref name="variable"/> (the value of <see cref="Variable"/>) or else from the file.</summary>
    /// <param name="create">Make the file if there is none.</param>
    public static MasterKey Load(string? variable, string path, bool create)
    {
        if (!string.IsNullOrWhiteSpace(variable))
        {
            return TryParse(variable.Trim(), out var given)
                ? new MasterKey(given)
                : throw new KeyStoreException($"{Variable} must be 64 hex digits or 32 bytes in base64 (openssl rand -hex 32)");
        }

        try
        {
            if (create && !File.Exists(path))
            {
                Create(path);
            }

            if (!OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != UnixFileMode.None)
            {
                throw new KeyStoreException(
                    $"{path} can be read by everyone on this machine: chmod 600 {path}, and rotate the keys if that was ever so");
            }

            return TryParse(File.ReadAllText(path).Trim(), out var kept)
                ? new MasterKey(kept)
                : throw new KeyStoreException($"{path} is not a master key (64 hex digits); restore it, or revoke all keys and remove it");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyStoreException(
                $"the master key cannot be read: {exception.Message} (restore the file, or set {Variable})", exception);
        }
    }

    public string Seal(string accessKeyId, string secret)
    {
        var clear = Encoding.UTF8.GetBytes(secret);
        var box = new byte[NonceBytes + clear.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(
            box.AsSpan(0, NonceBytes),
            clear,
            box.AsSpan(NonceBytes, clear.Length),
            box.AsSpan(NonceBytes + clear.Length),
            Encoding.UTF8.GetBytes(accessKeyId));
        CryptographicOperations.ZeroMemory(clear);
        return Prefix + Convert.ToBase64String(box);
    }

    /// <summary>False when it was sealed under another master key, for another access key id, or has been changed.</summary>
    public bool TryOpen(string accessKeyId, string sealedSecret, [NotNullWhen(true)] out string? secret)
    {
        secret = null;
        var box = new byte[sealedSecret.Length];
        if (!sealedSecret.StartsWith(Prefix, StringComparison.Ordinal)
            || !Convert.TryFromBase64String(sealedSecret[Prefix.Length..], box, out var length)
            || length <= NonceBytes + TagBytes)
        {
            return false;
        }

        var clear = new byte[length - NonceBytes - TagBytes];
        try
        {
            using var aes = new AesGcm(_key, TagBytes);
            aes.Decrypt(
                box.AsSpan(0, NonceBytes),
                box.AsSpan(NonceBytes, clear.Length),
                box.AsSpan(NonceBytes + clear.Length, TagBytes),
                clear,
                Encoding.UTF8.GetBytes(accessKeyId));
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        secret = Encoding.UTF8.GetString(clear);
        CryptographicOperations.ZeroMemory(clear);
        return true;
    }

    private static void Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)) + "\n"));
        file.Flush(flushToDisk: true);
    }

    private static bool TryParse(string text, [NotNullWhen(true)] out byte[]? key)
    {
        key = new byte[KeyBytes];
        if (text.Length == KeyBytes * 2)
        {
            return Convert.FromHexString(text, key, out _, out var written) == System.Buffers.OperationStatus.Done && written == KeyBytes;
        }

        return Convert.TryFromBase64String(text, key, out var length) && length == KeyBytes;
    }
}
