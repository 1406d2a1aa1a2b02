namespace Clearbar.Bench.Rung0.Extraction;

/// <summary>
/// One extraction task: what is asked for, templates to learn from and templates to judge by. The two kinds were written before the extractor was, and
/// have no sentence in common.
/// </summary>
/// <remarks>
/// <code>
/// file     = *( comment / members ) "== learn" *( template ) "== judge" *( template )   ; one per line
/// members  = "whole: " KIND " " FORM " " MISSING / "member: " KIND " " FORM " " MISSING   ; what is said where the text has none
/// template = text with "{" KIND "}" for anything of a kind, "{=" KIND ":" FILLER "}" for what is asked for, and "\n" for a line break
/// </code>
/// </remarks>
public sealed record TemplateSet(
    string Name, bool IsWhole, IReadOnlyList<(string Name, string Form, string Missing)> Members, IReadOnlyList<string> Learn, IReadOnlyList<string> Judge)
{
    /// <summary>The members as an extractor has them.</summary>
    public IReadOnlyList<string> MemberNames => IsWhole ? [""] : [.. Members.Select(static member => member.Name)];

    public static IEnumerable<TemplateSet> LoadAll(string folder)
    {
        var files = Directory.GetFiles(folder, "*.txt");
        Array.Sort(files, StringComparer.Ordinal);
        return files.Select(Load);
    }

    private static TemplateSet Load(string path)
    {
        var members = new List<(string, string, string)>();
        List<string> learn = [], judge = [];
        var whole = false;
        List<string>? section = null;
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                section = line == "== learn" ? learn : judge;
            }
            else if (section is not null)
            {
                section.Add(line.Replace("\\n", "\n", StringComparison.Ordinal));
            }
            else if (!line.StartsWith('#'))
            {
                var words = line.Split(' ');
                whole |= words[0] == "whole:";
                members.Add((words[1], words[2], words[3]));
            }
        }

        return new TemplateSet(Path.GetFileNameWithoutExtension(path), whole, members, learn, judge);
    }
}
