using System.Text;
using Clearbar.LocalAnswers;
using Clearbar.LocalAnswers.Extraction;
using Clearbar.LocalAnswers.Learning;

namespace Clearbar.Bench.Rung0.Extraction;

/// <summary>A filled template and what a faultless model would say of it.</summary>
public sealed record ExtractionText(string Text, IReadOnlyList<MemberValue> Values)
{
    public static List<ExtractionText> Make(TemplateSet set, IReadOnlyList<string> templates, int count, int seed)
    {
        var filler = new Filler(seed);
        var texts = new List<ExtractionText>(count);
        for (var i = 0; i < count; i++)
        {
            texts.Add(Fill(set, templates[filler.Below(templates.Count)], filler));
        }

        return texts;
    }

    /// <summary>The names under which rows refer to constants.</summary>
    public static Dictionary<ulong, string> NamesOf(IEnumerable<ExtractionText> texts)
    {
        var names = new Dictionary<ulong, string>();
        foreach (var value in texts.SelectMany(static text => text.Values))
        {
            names[LabelBook.HashOf(value.Name)] = value.Name;
        }

        return names;
    }

    public SpanRow ToRow()
    {
        var (sheet, spans) = SpanReading.Of(Text);
        var targets = new List<MemberTarget>();
        foreach (var value in Values)
        {
            var matches = SpanMatcher.Matches(Text, spans, value);
            targets.Add(new MemberTarget(matches.Count == 0 ? LabelBook.HashOf(value.Name) : 0, matches));
        }

        return new SpanRow(sheet, targets, Measured: true);
    }

    private static ExtractionText Fill(TemplateSet set, string template, Filler filler)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        var text = new StringBuilder();
        for (var at = 0; at < template.Length;)
        {
            var open = template.IndexOf('{', at);
            if (open < 0)
            {
                text.Append(template, at, template.Length - at);
                break;
            }

            var close = template.IndexOf('}', open);
            var slot = template[(open + 1)..close];
            var (written, forms) = filler.Make(slot[(slot.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            text.Append(template, at, open - at).Append(written);
            if (slot[0] == '=')
            {
                foreach (var (form, value) in forms)
                {
                    said[form == "currency" ? form : slot[1..slot.IndexOf(':', StringComparison.Ordinal)]] = value;
                }
            }

            at = close + 1;
        }

        return new ExtractionText(text.ToString(), [.. set.Members.Select(member => Value(member, said))]);
    }

    private static MemberValue Value((string Name, string Form, string Missing) member, Dictionary<string, string> said)
    {
        if (!said.TryGetValue(member.Name, out var value))
        {
            return member.Missing == "null" ? new MemberValue(ValueKind.Word, "null") : MemberValue.OfText(member.Missing);
        }

        return member.Form == "number" ? MemberValue.OfName("n" + value)!.Value : MemberValue.OfText(value);
    }
}
