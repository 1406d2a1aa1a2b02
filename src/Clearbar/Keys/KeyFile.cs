using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Keys;

/// <summary>Reads and replaces the key file. A reader sees the old file or the new one, never a part.</summary>
/// <remarks>Grammar: JSON, <c>{ "version": 1, "keys": [ StoredKey … ] }</c>.</remarks>
internal static class KeyFile
{
    private const int Version = 1;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The keys in the file; none when it does not exist.</summary>
    public static IReadOnlyList<StoredKey> Read(string path)
    {
        try
        {
            if (!File.Exists(path))
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

    /// <summary>Writes a new file beside the old one, forces it to disk and renames it over.</summary>
    public static void Replace(string path, List<StoredKey> keys)
    {
        var next = path + ".next";
        File.Delete(next);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var file = new FileStream(next, options))
        {
            JsonSerializer.Serialize(file, new Content(Version, keys), Json);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }

    private static bool IsWhole(StoredKey? key) =>
        key is { Id.Length: > 0, AccessKeyId.Length: > 0, SealedSecret.Length: > 0, Sha256.Length: 64 } && key.Sha256.All(char.IsAsciiHexDigit);

    private sealed record Content(
        [property: JsonPropertyName("version")] int Version,
        [property: JsonPropertyName("keys")] List<StoredKey> Keys);
}
