using System.Text;

namespace Clearbar.Classes;

/// <summary>Suggests names for classes from the names their tools and schema use; never from prompt text.</summary>
public static class ClassSuggestion
{
    private const int MostParts = 2;

    /// <summary>The first tools' names, else the first members' names of the output schema, joined with '-'; null when there are neither.</summary>
    public static string? Of(IReadOnlyList<string> tools, IReadOnlyList<string> schemaMembers)
    {
        var name = new StringBuilder();
        var parts = 0;
        foreach (var word in tools.Count > 0 ? tools : schemaMembers)
        {
            if (parts == MostParts)
            {
                break;
            }

            var clean = Clean(word);
            if (clean.Length == 0 || name.Length + 1 + clean.Length > ClassName.MaxLength)
            {
                continue;
            }

            name.Append(parts++ == 0 ? "" : "-").Append(clean);
        }

        return parts == 0 ? null : name.ToString();
    }

    private static string Clean(string word)
    {
        var clean = new StringBuilder(word.Length);
        foreach (var unit in word)
        {
            clean.Append(char.IsAsciiLetterOrDigit(unit) || unit is '_' or '-' or '.' ? unit : '_');
        }

        return clean.ToString().Trim('_', '-', '.');
    }
}
