using System.Text.Json;
using Clearbar.Gates;
using Clearbar.Gates.Streaming;
using Clearbar.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Gates.Streaming;

/// <summary>
/// What a watch says while an answer arrives is what the gate says of every answer that begins so. Each sample is a gate, a text that is often right or nearly
/// right for it, and another text's end to go on with instead.
/// </summary>
public sealed class WatchSoundnessTests
{
    private const string Order = """
        { "type": "object", "required": ["id", "lines"], "additionalProperties": false,
          "properties": {
            "id": { "type": "string", "pattern": "^[A-Z]{2}$" },
            "state": { "enum": ["open", "paid"] },
            "total": { "type": "integer", "minimum": 0 },
            "note": { "anyOf": [{ "type": "null" }, { "type": "string", "maxLength": 3 }] },
            "lines": { "type": "array", "maxItems": 2, "items": { "type": "object", "required": ["sku"],
              "properties": { "sku": { "type": "string", "minLength": 1 }, "n": { "type": "number" } } } } } }
        """;

    private const string Tuple = """{ "type": "array", "prefixItems": [{ "type": "string" }, { "const": 1 }], "items": false }""";

    private const string Choice = """{ "$ref": "#/$defs/a", "$defs": { "a": { "oneOf": [{ "type": "object", "properties": { "id": { "type": "string" } } }, { "type": "array" }] } } }""";

    private static readonly string[] s_gates =
    [
        """{ "length": { "maxChars": 12 } }""", """{ "length": { "minChars": 6 } }""", """{ "length": { "minWords": 2, "minLines": 2 } }""",
        """{ "length": { "minWords": 2, "maxWords": 4 } }""", """{ "length": { "maxLines": 2 } }""",
        """{ "enum": { "values": ["open", "open item", "paid\nlate", "é🚀"] } }""",
        """{ "enum": { "member": "state", "values": ["open", "paid"] } }""",
        """{ "enum": { "member": "lines.state", "values": ["open"] } }""",
        """{ "regex": "open" }""", """{ "regex": "^open" }""", """{ "regex": "^open$" }""", """{ "regex": "open\\b" }""", """{ "regex": "^opens?" }""",
        """{ "regex": "(?i)^OPEN" }""", """{ "regex": "^open|paid" }""", """{ "regex": "^\\{.*\\}\\Z" }""", """{ "regex": "[0-9]{2}" }""", """{ "regex": "(?m)^open$" }""",
        """{ "confidence": { "member": "total", "atLeast": 0.5 } }""",
        """{ "expression": "total > 0" }""", """{ "citations": { "member": "id" } }""", """{ "citations": {} }""",
        """{ "stopReason": ["end_turn"] }""",
        $$"""{ "schema": {{Order}} }""", $$"""{ "schema": {{Tuple}} }""", $$"""{ "schema": {{Choice}} }""",
    ];

    private static readonly string[] s_wholes =
    [
        """{"id":"AB","state":"paid","total":3,"note":"x","lines":[{"sku":"a","n":1.5},{"sku":"b"}]}""",
        """{"id":"AB","lines":[]}""", """{"id":"A","lines":[]}""", """{"id":"AB","lines":[{"sku":""}]}""", """{"id":"AB","lines":[{},{"sku":"a"}]}""",
        """{"lines":[{"sku":"a"},{"sku":"a"},{"sku":"a"}],"id":"AB"}""", """{"total":1.0,"id":"AB","lines":[]}""", """{"total":-1,"id":"AB","lines":[]}""",
        """{"state":"open","state":"paid"}""", """{"state":"shut","state":"paid"}""", """{"extra":1,"id":"AB","lines":[]}""", """{"note":"long text","id":"AB"}""",
        """{"total":0.4}""", """{"total":0.7}""", """{"lines":{"state":"open"},"lines.state":"shut"}""", """{"st\u0061te":"shut","state":"open"}""",
        """["a",1]""", """["a",2]""", """["a",1,2]""", """[1,[2],{"a":[]}]""", """["\ud83d\ude80","\ud83d"]""", """[01]""", """{"id":tru}""", """{"a":}""",
        "open", "open item", "opens", "paid\nlate", "  open \n", "é🚀", "closed", "open, paid and\n\nlate", "42",
    ];

    private static readonly Gen<string> s_pieces = Gen.Elements(
        "{", "}", "[", "]", "\"", "\\", ",", ":", "\n", "\t", "\u0001", " ", "1", "-", ".5", "e9", "a", "open", "paid", "```", "json", "\"id\":", "\"state\":", "\"sku\":",
        "\\u00", "\\ud83d", "true", "null", "\uFEFF", "🚀", "\ud83d", "Here: ");

    private static readonly Gen<string> s_texts = Gen.OneOf(
        Gen.Elements(s_wholes),
        s_pieces.ListOf().Select(pieces => string.Concat(pieces)),
        from whole in Gen.Elements(s_wholes)
        from lead in Gen.Elements("", " \n", "```json\n", "```\n", "Here: ", "\uFEFF", "[see] ")
        from tail in Gen.Elements("", "\n```", " Done.", " {\"id\":\"AB\"}", " [1]", " {")
        select lead + whole + tail,
        from whole in Gen.Elements(s_wholes)
        from at in Gen.Choose(0, whole.Length)
        from cut in Gen.Choose(0, 2)
        from piece in s_pieces
        select whole[..at] + piece + whole[Math.Min(whole.Length, at + cut)..]);

    private static readonly Gen<(string Gate, string Text, string Other, int Seed)> s_samples =
        from gate in Gen.Elements(s_gates)
        from text in s_texts
        from other in s_texts
        from seed in Gen.Choose(0, int.MaxValue - 1)
        select (gate, text, other, seed);

    [Fact]
    public void Doomed_means_no_continuation_passes_and_safe_means_every_one_does()
    {
        var doomed = new HashSet<string>(StringComparer.Ordinal);
        var safe = new HashSet<string>(StringComparer.Ordinal);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(s_samples.ToArbitrary(), sample =>
        {
            var set = SetOf(sample.Gate);
            if (set.Watch() is not { } watch)
            {
                return;
            }

            var random = new Random(sample.Seed);
            for (var at = 0; at < sample.Text.Length && watch.Outlook == Outlook.Open;)
            {
                var length = Math.Min(sample.Text.Length - at, random.Next(1, 6));
                watch.Add(sample.Text.AsSpan(at, length));
                at += length;
                if (watch.Outlook == Outlook.Open)
                {
                    continue;
                }

                (watch.Outlook == Outlook.Safe ? safe : doomed).Add(sample.Gate);
                foreach (var end in Endings(sample.Text, sample.Other, at, random))
                {
                    var passed = set.Evaluate(new Answer { Text = sample.Text[..at] + end }).Passed;
                    Assert.True(
                        passed == (watch.Outlook == Outlook.Safe),
                        $"{watch.Outlook} ({watch.Reason}) at {at} of {sample.Text} by {sample.Gate}, and yet with '{end}' it {(passed ? "passes" : "does not pass")}");
                }
            }
        }));

        // Where nothing is ever said nothing is shown: these are the gates that can say something.
        Assert.Superset(s_gates.Where(static gate => !gate.Contains("minChars", StringComparison.Ordinal) && !gate.Contains("minLines", StringComparison.Ordinal)
            && !gate.Contains("regex", StringComparison.Ordinal) && !gate.Contains("stopReason", StringComparison.Ordinal)
            && !gate.Contains("citations\": {}", StringComparison.Ordinal)).ToHashSet(), doomed);
        Assert.Superset(new HashSet<string> { s_gates[1], s_gates[2], s_gates[8], s_gates[9], s_gates[12], s_gates[13], s_gates[14], s_gates[16] }, safe);
    }

    [Fact]
    public void However_a_text_is_cut_the_same_is_said_of_it()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(s_samples.ToArbitrary(), sample =>
        {
            var (bySingles, byPieces) = (SetOf(sample.Gate).Watch(), SetOf(sample.Gate).Watch());
            if (bySingles is null || sample.Gate.Contains("regex", StringComparison.Ordinal))
            {
                // A pattern is only looked for now and then.
                return;
            }

            var random = new Random(sample.Seed);
            for (var at = 0; at < sample.Text.Length;)
            {
                var piece = sample.Text.AsSpan(at, Math.Min(sample.Text.Length - at, random.Next(1, 9)));
                byPieces!.Add(piece);
                foreach (var letter in piece)
                {
                    bySingles.Add([letter]);
                }

                at += piece.Length;
                Assert.Equal((bySingles.Outlook, bySingles.Reason), (byPieces.Outlook, byPieces.Reason));
            }
        }));
    }

    /// <summary>What may follow: the text's own rest, another text and its ends, and what closes all that is open.</summary>
    private static IEnumerable<string> Endings(string text, string other, int at, Random random)
    {
        yield return "";
        yield return text[at..];
        yield return other;
        yield return other[random.Next(other.Length + 1)..];
        yield return text[at..] + other;
        foreach (var whole in s_wholes)
        {
            yield return whole[random.Next(whole.Length)..];
            yield return " " + whole;
        }

        foreach (var close in (string[])["\"", "\"}", "}", "]", "]}", "}]}", "\"}]}", "\"]", ",\"state\":\"paid\"}", ",\"total\":1}", "\n```\n"])
        {
            yield return close;
        }
    }

    private static GateSet SetOf(string gate)
    {
        var errors = new List<GateError>();
        var set = GateFactory.Create([JsonSerializer.Deserialize<GateOptions>(gate)], "gates", errors);
        Assert.Empty(errors);
        return set;
    }
}
