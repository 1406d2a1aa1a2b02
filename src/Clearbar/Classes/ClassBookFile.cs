using System.Globalization;

namespace Clearbar.Classes;

/// <summary>The class book of a data directory, <c>classes.json</c>. The gateway alone writes it.</summary>
/// <remarks>
/// Grammar: JSON, <c>{ "version": 1, "classes": [ SeenClassRecord … ], "groups": [ TextGroupsRecord … ] }</c>; sketches and vectors in base64.
/// </remarks>
public sealed class ClassBookFile(string dataDirectory)
{
    public string Path { get; } = System.IO.Path.Combine(dataDirectory, "classes.json");

    /// <summary>The empty book when there is no file.</summary>
    /// <exception cref="ClassFileException">There is one and it cannot be used.</exception>
    public ClassBookRecord Read() => ClassFile.Read<ClassBookRecord>(Path, IsWhole) ?? ClassBookRecord.Empty;

    /// <exception cref="ClassFileException">The disk does not take it.</exception>
    public void Replace(ClassBookRecord book) => ClassFile.Replace(Path, book);

    private static bool IsWhole(ClassBookRecord book) =>
        book is { Version: ClassBookRecord.CurrentVersion, Classes: not null, Groups: not null }
        && book.Classes.All(static seen =>
            seen is { FingerprintTexts: not null, Tools: not null, SchemaMembers: not null } && ClassName.IsValid(seen.Name)
            && IsNumber(seen.SurroundingsText) && seen.FingerprintTexts.All(IsNumber))
        && book.Groups.All(static groups => groups is { Class: not null, Leaders: not null });

    private static bool IsNumber(string? text) => ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out _);
}
