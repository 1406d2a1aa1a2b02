using System.Text.Json.Serialization;

namespace Clearbar.Classes;

/// <summary>
/// The owner's names in a data directory, <c>class-names.json</c>, beside the book rather than in it: the command line writes this file and the
/// gateway that one, so neither undoes what the other did.
/// </summary>
/// <remarks>Grammar: JSON, <c>{ "version": 1, "names": { OLD: NEW … } }</c>.</remarks>
public sealed class ClassNamesFile(string dataDirectory)
{
    private const int Version = 1;

    public string Path { get; } = System.IO.Path.Combine(dataDirectory, "class-names.json");

    /// <exception cref="ClassFileException">The file is there and cannot be used.</exception>
    public ClassNames Read() => ClassFile.Read<Content>(Path, static content => content is { Version: Version, Names: not null }) is { } content
        ? ClassNames.Of(content.Names)
        : ClassNames.None;

    /// <summary>Changes the names; two commands at once take turns, the second is told to try again.</summary>
    /// <exception cref="ClassFileException">The change makes no sense, or the file cannot be used.</exception>
    public void Change(Func<ClassNames, ClassNames> change)
    {
        using var turn = TakeTurn();
        ClassFile.Replace(Path, new Content(Version, new SortedDictionary<string, string>(change(Read()).Renamed.ToDictionary(), StringComparer.Ordinal)));
    }

    private FileStream TakeTurn()
    {
        try
        {
            return new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ClassFileException($"{Path} cannot be changed now: {exception.Message}; try again", exception);
        }
    }

    private sealed record Content(
        [property: JsonPropertyName("version")] int Version,
        [property: JsonPropertyName("names")] IReadOnlyDictionary<string, string> Names);
}
