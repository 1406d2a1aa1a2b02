using System.Text.Json;

namespace Clearbar.LocalAnswers;

/// <summary>Reads labelled examples from JSON Lines.</summary>
public static class LabelledTextReader
{
    /// <summary>Reads every example of a file.</summary>
    /// <exception cref="LabelledTextException">A line is not an object with both members as strings.</exception>
    public static List<LabelledText> ReadFile(string path, string textField = "text", string labelField = "label")
    {
        using var reader = new StreamReader(path);
        return Read(reader, textField, labelField);
    }

    /// <summary>
    /// Reads every example of a reader. Grammar: <c>*( object LF )</c>, one JSON object per line (jsonlines.org); empty lines are skipped,
    /// members other than the two named ones are ignored.
    /// </summary>
    /// <exception cref="LabelledTextException">A line is not an object with both members as strings.</exception>
    public static List<LabelledText> Read(TextReader reader, string textField = "text", string labelField = "label")
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentException.ThrowIfNullOrEmpty(textField);
        ArgumentException.ThrowIfNullOrEmpty(labelField);
        var examples = new List<LabelledText>();
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                examples.Add(ReadLine(line, number, textField, labelField));
            }
        }

        return examples;
    }

    private static LabelledText ReadLine(string line, int number, string textField, string labelField)
    {
        using var document = Parse(line, out var faultAt);
        if (document is null)
        {
            throw Fault(number, $"is not valid JSON (byte {faultAt}); one object per line is expected");
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Fault(number, $"is a JSON {document.RootElement.ValueKind}, expected an object such as {{\"{textField}\":…}}");
        }

        var text = Member(document.RootElement, textField, number);
        var label = Member(document.RootElement, labelField, number);
        return label.Length > 0 ? new LabelledText(text, label) : throw Fault(number, $"has an empty \"{labelField}\"");
    }

    // The parser's own message can quote the text, so only the position of the fault is passed on.
    private static JsonDocument? Parse(string line, out long? faultAt)
    {
        faultAt = null;
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException error)
        {
            faultAt = error.BytePositionInLine;
            return null;
        }
    }

    private static string Member(JsonElement row, string name, int number)
    {
        if (!row.TryGetProperty(name, out var value))
        {
            throw Fault(number, $"has no member \"{name}\"; name the right one with --text-field or --label-field");
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            throw Fault(number, $"has a {value.ValueKind} in \"{name}\", expected a string");
        }

        return Content(value) ?? throw Fault(number, $"has an unpaired surrogate escape in \"{name}\"");
    }

    private static string? Content(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // The escapes are not valid UTF-16, which the parser notices only here.
            return null;
        }
    }

    private static LabelledTextException Fault(int number, string what) => new($"Line {number} {what}.") { Line = number };
}
