using System.Text.Json;

namespace Clearbar.Cli.Explaining;

/// <summary>
/// One chapter of a class's explanation, from one source of knowledge. A further source is a further chapter in <see cref="ClassExplanation"/>.
/// </summary>
internal interface IClassChapter
{
    /// <summary>Looks; false when this source knows nothing of the class.</summary>
    bool TryRead(ClassQuestion question);

    /// <summary>What it found, in sentences; a line that begins with blanks belongs to the one before.</summary>
    IEnumerable<string> Tell();

    /// <summary>The same as members of the explanation's object.</summary>
    void Write(Utf8JsonWriter json);
}
