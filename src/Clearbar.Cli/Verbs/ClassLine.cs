using Clearbar.Classes;
using Clearbar.Ledger.Reports;
using Clearbar.Pricing;

namespace Clearbar.Cli.Verbs;

/// <summary>One class as <c>clearbar classes</c> tells it: the ledger's figures and what the book knows.</summary>
/// <param name="Seen">Null for a class the book does not know: it was before the book, or found no room in it.</param>
/// <param name="Suggested">A better name; null where it has one, or nothing suggests one.</param>
internal sealed record ClassLine(ClassFigures Figures, SeenClassRecord? Seen, string? Suggested)
{
    public string Name => Figures.Row.Name;

    public bool IsUnnamed => Name.StartsWith("fp-", StringComparison.Ordinal) && Name != ClassBook.OverflowName;

    /// <summary>What was spent on rungs that have a cheaper one below them: the most a cheaper policy could save a part of.</summary>
    public Usd DearSpend
    {
        get
        {
            var sum = Usd.Zero;
            foreach (var rung in Figures.Rungs)
            {
                if (rung.Rung.StartsWith("opus", StringComparison.Ordinal) || rung.Rung.StartsWith("sonnet", StringComparison.Ordinal))
                {
                    sum += rung.Cost;
                }
            }

            return sum;
        }
    }

    /// <summary>The classes of a ledger, dearest first.</summary>
    public static IReadOnlyList<ClassLine> Join(IReadOnlyList<ClassFigures> figures, ClassBookRecord book, ClassNames names)
    {
        var seen = new Dictionary<string, SeenClassRecord>(StringComparer.Ordinal);
        foreach (var record in book.Classes)
        {
            var name = names.Of(record.Name);
            seen[name] = seen.TryGetValue(name, out var known) ? SeenClassRecord.Merge(known, record) : record;
        }

        var taken = new HashSet<string>(figures.Select(static figure => figure.Row.Name), StringComparer.Ordinal);
        var lines = new List<ClassLine>(figures.Count);
        foreach (var figure in figures)
        {
            var line = new ClassLine(figure, seen.GetValueOrDefault(figure.Row.Name), null);
            lines.Add(line.IsUnnamed && line.Seen is { } known ? line with { Suggested = Free(ClassSuggestion.Of(known.Tools, known.SchemaMembers), taken) } : line);
        }

        return lines;
    }

    private static string? Free(string? wanted, HashSet<string> taken)
    {
        if (wanted is null)
        {
            return null;
        }

        var name = wanted;
        for (var number = 2; !taken.Add(name); number++)
        {
            name = FormattableString.Invariant($"{wanted}-{number}");
        }

        return ClassName.IsValid(name) ? name : null;
    }
}
