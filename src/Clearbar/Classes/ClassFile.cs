using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Classes;

/// <summary>Reads and replaces JSON files of the data directory. A reader sees the old file or the new one, never a part.</summary>
internal static class ClassFile
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Null when the file does not exist.</summary>
    /// <exception cref="ClassFileException">It exists and cannot be read, or fails <paramref name="isWhole"/>.</exception>
    public static T? Read<T>(string path, Func<T, bool> isWhole)
        where T : class
    {
        try
        {
            if (!File.Exists(path))
            {
                return null;
            }

            return JsonSerializer.Deserialize<T>(File.ReadAllBytes(path), s_json) is { } content && isWhole(content)
                ? content
                : throw new ClassFileException($"{path} is not a file this version writes; restore it from a backup, or remove it to start anew");
        }
        catch (JsonException exception)
        {
            throw new ClassFileException($"{path} is damaged ({exception.Message}); restore it from a backup, or remove it to start anew", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ClassFileException($"{path} cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a new file beside the old one, forces it to disk and renames it over.</summary>
    /// <exception cref="ClassFileException">The disk does not take it.</exception>
    public static void Replace<T>(string path, T content)
    {
        try
        {
            var next = path + ".next";
            using (var file = new FileStream(next, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                JsonSerializer.Serialize(file, content, s_json);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ClassFileException($"{path} cannot be written: {exception.Message}", exception);
        }
    }
}
