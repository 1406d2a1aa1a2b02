using Clearbar.LocalAnswers.Extraction;
using Clearbar.LocalAnswers.Learning;

namespace Clearbar.Tests.LocalAnswers.Extraction;

/// <summary>Questions about orders, and what is to be copied out of them.</summary>
internal static class OrderTexts
{
    private static readonly string[] WithOrder =
    [
        "Where is my order {0}?", "Please cancel {0}, I paid {1} EUR.", "Order {0} came broken, call {2}", "My phone is {2} and the order {0} is late",
        "{0} has not arrived. I ordered it on 2026-03-{3}.", "Can I change the address of order {0}?",
    ];

    private static readonly string[] Without = ["What are your opening hours?", "Call me at {2} please", "I paid {1} EUR on 2026-03-{3}", "Do you ship to Berlin?"];

    /// <summary>The i-th question; its order number, null where it has none.</summary>
    public static (string Text, string? Order) Question(int i)
    {
        var order = $"KX-{100000 + (i * 7919 % 900000)}";
        var hasOrder = i % 5 != 4;
        var template = hasOrder ? WithOrder[i / 5 % 6] : Without[i / 5 % 4];
        var text = string.Format(System.Globalization.CultureInfo.InvariantCulture, template, order, 10 + (i % 90), $"030 {1000000 + (i * 31)}", 10 + (i % 18));
        return (text, hasOrder ? order : null);
    }

    public static SpanExtractor Train(int examples)
    {
        var names = new Dictionary<ulong, string>();
        var rows = new List<SpanRow>();
        for (var i = 0; i < examples; i++)
        {
            var (text, order) = Question(i);
            var value = MemberValue.OfText(order ?? "none");
            var (sheet, spans) = SpanReading.Of(text);
            var matches = SpanMatcher.Matches(text, spans, value);
            rows.Add(new SpanRow(sheet, [new MemberTarget(matches.Count == 0 ? LabelBook.HashOf(value.Name) : 0, matches)], Measured: true));
            names[LabelBook.HashOf("tnone")] = "tnone";
        }

        return SpanExtractorTrainer.Train(rows, [""], names, new SpanExtractorOptions());
    }
}
