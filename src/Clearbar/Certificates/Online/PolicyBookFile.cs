using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clearbar.Certificates.Online;

/// <summary>
/// A book's state as JSON, and as a file that a reader sees whole, old or new. Grammar:
/// <c>{ "version": 1, "classes": [ { "class", "reference", "epoch", "basis", …, "candidates": { NAME: { "step", "tally": { THOUSANDTHS:
/// COUNT }, "costs", "signals", "grant" } } } ], "events": [ … ], "spend": { … } }</c>. Counters only: no prompt, no answer.
/// </summary>
public static class PolicyBookFile
{
    /// <summary>Raised when a member changes its meaning; members may be added without.</summary>
    public const int CurrentVersion = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Converters = { new CandidateStateConverter(), new JsonStringEnumConverter() },
    };

    /// <summary>One class's state, as a replica's row has it.</summary>
    public static string ToJson(ClassState state) => JsonSerializer.Serialize(state, Options);

    /// <inheritdoc cref="ToJson(ClassState)"/>
    /// <exception cref="InvalidDataException">Not such a state.</exception>
    public static ClassState ParseClass(string json) => Read<ClassState>(json);

    /// <summary>The whole state.</summary>
    public static string ToJson(BookState state) => JsonSerializer.Serialize(new Content(CurrentVersion, state), Options);

    /// <inheritdoc cref="ToJson(BookState)"/>
    /// <exception cref="InvalidDataException">Not such a file, or of a version this program does not know.</exception>
    public static BookState Parse(string json)
    {
        var content = Read<Content>(json);
        return content is { Version: CurrentVersion, Book: { } book }
            ? book
            : throw new InvalidDataException($"evidence of version {CurrentVersion} is expected, not {content.Version}");
    }

    /// <summary>
    /// The state in a file; empty when there is none. A file that cannot be used is put aside as <c>PATH.damaged</c>, so that every class
    /// starts at its reference and the counts are not overwritten.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">What was wrong and what happened to the file; null when nothing was.</param>
    /// <exception cref="IOException">The file is there but cannot be read or put aside.</exception>
    public static BookState Load(string path, out string? problem)
    {
        problem = null;
        if (!File.Exists(path))
        {
            return BookState.Empty;
        }

        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (InvalidDataException error)
        {
            File.Move(path, path + ".damaged", overwrite: true);
            problem = $"{path} cannot be used ({error.Message}). Every class starts at the tier asked for; "
                + $"the file was kept as {path}.damaged: mend it or restore a backup in its place, then start again.";
            return BookState.Empty;
        }
    }

    /// <summary>Writes a new file beside the old one, forces it to disk and renames it over.</summary>
    /// <exception cref="IOException">It cannot be written; the old one is whole.</exception>
    public static void Save(string path, BookState state)
    {
        var next = path + ".next";
        using (var file = new FileStream(next, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, new Content(CurrentVersion, state), Options);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
    }

    private static T Read<T>(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, Options) ?? throw new InvalidDataException("it is null");
        }
        catch (Exception error) when (error is JsonException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException(error.Message, error);
        }
    }

    private sealed record Content(int Version, BookState Book);
}
