using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Clearbar.Wire;

namespace Clearbar.Gates.Agreement;

/// <summary>
/// Reduces an answer to what must be equal for two answers to agree. Normalising twice is normalising once. Immutable, safe to share, never throws
/// for any answer.
/// </summary>
public sealed class AnswerNormaliser
{
    /// <summary>What the configuration may write.</summary>
    public const string Words = "text, json, label, number, member:NAME";

    private readonly MemberPath? _member;

    private AnswerNormaliser(NormaliserKind kind, MemberPath? member = null)
    {
        Kind = kind;
        _member = member;
    }

    public static AnswerNormaliser Text { get; } = new(NormaliserKind.Text);

    public static AnswerNormaliser Json { get; } = new(NormaliserKind.Json);

    public static AnswerNormaliser Label { get; } = new(NormaliserKind.Label);

    public static AnswerNormaliser Number { get; } = new(NormaliserKind.Number);

    public NormaliserKind Kind { get; }

    /// <summary>Reads <c>text</c>, <c>json</c>, <c>label</c>, <c>number</c> or <c>member:NAME</c> (a path as in <see cref="MemberPath"/>).</summary>
    public static bool TryParse(string word, [NotNullWhen(true)] out AnswerNormaliser? normaliser)
    {
        const string MemberPrefix = "member:";
        normaliser = word switch
        {
            "text" => Text,
            "json" => Json,
            "label" => Label,
            "number" => Number,
            _ when word.StartsWith(MemberPrefix, StringComparison.Ordinal) && MemberPath.TryParse(word[MemberPrefix.Length..], out var path, out _)
                => new AnswerNormaliser(NormaliserKind.Member, path),
            _ => null,
        };
        return normaliser is not null;
    }

    /// <summary>Both answers have what is compared, and it is equal.</summary>
    public bool Agree(Answer left, Answer right) => KeyOf(left) is { } key && string.Equals(key, KeyOf(right), StringComparison.Ordinal);

    /// <summary>What is compared; null where the answer has none of it (no JSON, no number, no member): it agrees with nothing.</summary>
    public string? KeyOf(Answer answer) => Kind switch
    {
        NormaliserKind.Text => WordsOf(answer.Text) + CallsOf(answer),
        NormaliserKind.Json => JsonOf(answer.Text, CanonicalJson.Of) ?? (answer.ToolCalls.Count == 0 ? null : CallsOf(answer)),
        NormaliserKind.Label => LabelOf(answer.Text),
        NormaliserKind.Number => NumberFinder.First(answer.Text),
        _ => JsonOf(answer.Text, MemberOf) ?? (answer.ToolCalls.Count == 0 ? null : JsonOf(answer.ToolCalls[0].InputJson, MemberOf)),
    };

    private string? MemberOf(JsonElement root)
    {
        var key = new StringBuilder();
        var any = false;
        var complete = _member!.Visit(root, value =>
        {
            key.Append(any ? "," : "").Append(value.ValueKind == JsonValueKind.String ? WordsOf(value.GetString()!) : CanonicalJson.Of(value));
            return any = true;
        });
        return any && complete ? key.ToString() : null;
    }

    private static string? JsonOf(string text, Func<JsonElement, string?> read)
    {
        var repaired = JsonRepair.Repair(Encoding.UTF8.GetBytes(text));
        if (repaired.Status == JsonStatus.NotJson)
        {
            return null;
        }

        using var document = JsonDocument.Parse(repaired.Utf8);
        return read(document.RootElement);
    }

    // Ids of calls are the upstream's and differ from answer to answer.
    private static string CallsOf(Answer answer)
    {
        if (answer.ToolCalls.Count == 0)
        {
            return "";
        }

        var calls = new StringBuilder();
        foreach (var call in answer.ToolCalls)
        {
            calls.Append('\n').Append(call.Name).Append(' ').Append(JsonOf(call.InputJson, CanonicalJson.Of) ?? call.InputJson);
        }

        return calls.ToString();
    }

    private static string WordsOf(string text)
    {
        var words = new StringBuilder(text.Length);
        foreach (var current in text)
        {
            // A surrogate is half of something that is no punctuation: an emoji, a rare letter.
            if (char.IsLetterOrDigit(current) || char.IsSurrogate(current) || char.IsSymbol(current))
            {
                words.Append(char.ToLowerInvariant(current));
            }
            else if (words.Length > 0 && words[^1] != ' ')
            {
                words.Append(' ');
            }
        }

        return words.ToString().TrimEnd(' ');
    }

    private static string? LabelOf(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var label = WordsOf(line[(line.TrimEnd().TrimEnd(':').LastIndexOf(':') + 1)..].ToString()).Replace(" ", "", StringComparison.Ordinal);
            if (label.Length > 0)
            {
                return label;
            }
        }

        return null;
    }
}
