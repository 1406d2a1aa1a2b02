using System.Text;
using System.Text.Json;
using Clearbar.Upstreams.Emulator.Prompts;

namespace Clearbar.Upstreams.Emulator.Answers;

/// <summary>
/// What each tier would answer for known inputs. An input is the exact text of the last user message (text blocks joined by line breaks); a
/// column is a tier (<c>haiku</c>, <c>sonnet</c>, <c>opus</c>, <c>fable</c>, <c>mythos</c>), with <c>+thinking</c> appended for answers
/// given with thinking on. Without such a column the plain one answers.
/// </summary>
public sealed class AnswerSheet
{
    private readonly Dictionary<UInt128, IReadOnlyDictionary<string, string>> _answers = [];

    private AnswerSheet()
    {
    }

    /// <summary>Number of inputs known.</summary>
    public int Count => _answers.Count;

    /// <summary>Builds a sheet in memory. The last entry of an input stands.</summary>
    public static AnswerSheet FromEntries(IEnumerable<AnswerSheetEntry> entries)
    {
        var sheet = new AnswerSheet();
        foreach (var entry in entries)
        {
            foreach (var column in entry.Answers.Keys)
            {
                if (!IsColumn(column))
                {
                    throw new FormatException(
                        $"'{column}' is no column of an answer sheet. Use haiku, sonnet, opus, fable or mythos, "
                        + "with +thinking appended where it applies.");
                }
            }

            sheet._answers[KeyOf(Encoding.UTF8.GetBytes(entry.Input))] = entry.Answers;
        }

        return sheet;
    }

    /// <summary>
    /// Reads a JSON Lines file, one <c>{"input": text, "answers": {column: text}}</c> per line; empty lines are skipped.
    /// </summary>
    /// <exception cref="FormatException">A line is not such an object; the message names file and line.</exception>
    public static AnswerSheet Load(string path)
    {
        return FromEntries(Lines(path));

        static IEnumerable<AnswerSheetEntry> Lines(string path)
        {
            var number = 0;
            foreach (var line in File.ReadLines(path))
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line))
                {
                    yield return Parse(line, path, number);
                }
            }
        }
    }

    internal static UInt128 KeyOf(ReadOnlySpan<byte> text)
    {
        var key = Fingerprint.Of(text, UInt128.One);
        return key == UInt128.Zero ? UInt128.One : key;
    }

    internal string? Find(UInt128 key, string line, bool thinking)
    {
        if (!_answers.TryGetValue(key, out var columns))
        {
            return null;
        }

        return (thinking && columns.TryGetValue(line + "+thinking", out var thought)) ? thought : columns.GetValueOrDefault(line);
    }

    private static bool IsColumn(string column) => column.Replace("+thinking", "", StringComparison.Ordinal)
        is "haiku" or "sonnet" or "opus" or "fable" or "mythos";

    private static AnswerSheetEntry Parse(string line, string path, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var answers = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var column in document.RootElement.GetProperty("answers").EnumerateObject())
            {
                answers[column.Name] = column.Value.GetString() ?? throw new FormatException($"The answer of '{column.Name}' is null.");
            }

            var input = document.RootElement.GetProperty("input").GetString() ?? throw new FormatException("'input' is null.");
            return new AnswerSheetEntry(input, answers);
        }
        catch (Exception exception) when (
            exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FormatException(
                $"{path}, line {number}: an answer sheet has one object per line, "
                + $"{{\"input\": text, \"answers\": {{\"haiku\": text, …}}}}. {exception.Message}",
                exception);
        }
    }
}
