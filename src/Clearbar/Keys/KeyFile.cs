using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Keys;

/// <summary>
/// The key file. A reader sees the old file or the new one, never a part; processes that change it take turns by a lock file.
/// </summary>
/// <remarks>Grammar: JSON, <c>{ "version": 1, "keys": [ StoredKey … ] }</c>.</remarks>
public sealed class KeyFile(string path) : IKeyRecords
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public string Name => path;

    public bool IsShared => false;

    public bool Exists => File.Exists(path);

    public string Stamp()
    {
        var file = new FileInfo(path);
        return file.Exists ? string.Create(CultureInfo.InvariantCulture, $"{file.LastWriteTimeUtc.Ticks} {file.Length}") : "";
    }

    public IReadOnlyList<StoredKey> Read()
    {
        try
        {
            if (!Exists)
            {
                return [];
            }

            var content = JsonSerializer.Deserialize<Content>(File.ReadAllBytes(path), Json);
            return content is { Version: Version, Keys: { } keys } && keys.TrueForAll(static key => IsWhole(key))
                ? keys
                : throw new KeyStoreException($"{path} is not a key file of version {Version}; restore it from a backup");
        }
        catch (JsonException exception)
        {
            throw new KeyStoreException($"{path} is not a key file: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyStoreException($"the key file cannot be read: {exception.Message}", exception);
        }
    }

    public T Change<T>(Func<List<StoredKey>, T> change)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            // Held by one process at a time; the system frees it even if that process dies.
            using var turn = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            List<StoredKey> keys = [.. Read()];
            var result = change(keys);
            Replace(keys);
            return result;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyStoreException($"the key file cannot be changed: {exception.Message}", exception);
        }
    }

    /// <summary>Writes these entries whatever the file had.</summary>
    /// <exception cref="IOException">The disk does not take them.</exception>
    internal void Replace(List<StoredKey> keys) =>
        OwnerFile.Replace(path, file => JsonSerializer.Serialize(file, new Content(Version, keys), Json));

    internal static bool IsWhole(StoredKey? key) =>
        key is { Id.Length: > 0, AccessKeyId.Length: > 0, SealedSecret.Length: > 0, Sha256.Length: 64 } && key.Sha256.All(char.IsAsciiHexDigit);

    private sealed record Content(
        [property: JsonPropertyName("version")] int Version,
        [property: JsonPropertyName("keys")] List<StoredKey> Keys);
}
