using System.Text.Json;
using Clearbar.Pricing;
using Clearbar.Pricing.Cases;

namespace Clearbar.Tests.Pricing;

/// <summary>The 60 worked cost cases: every number, line and flag of each must come out as its author computed it.</summary>
public sealed class WorkedCases
{
    private static readonly Dictionary<string, string> s_lines = ReadLines();

    public static TheoryData<string> Ids => [.. s_lines.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Case_is_answered_exactly_as_worked_out(string id)
    {
        using var question = JsonDocument.Parse(s_lines[id]);
        using var answer = JsonDocument.Parse(new CaseRunner(PriceBook.Embedded).Answer(WithoutAnswer(question.RootElement)).Json);

        Assert.Equal(id, answer.RootElement.GetProperty("id").GetString());
        var expected = question.RootElement.GetProperty("expect");
        foreach (var member in expected.EnumerateObject())
        {
            Assert.True(answer.RootElement.TryGetProperty(member.Name, out var actual), $"{member.Name} is missing in {answer.RootElement}");
            AssertSame(member.Value, actual, member.Name);
        }

        // Nothing but what the case expects, so that a flag too many is seen as well.
        var extra = answer.RootElement.EnumerateObject().Select(member => member.Name)
            .Except(expected.EnumerateObject().Select(member => member.Name)).Except(["id", "message"]);
        Assert.DoesNotContain("flags", extra);
        Assert.DoesNotContain("error", extra);
    }

    [Fact]
    public void All_sixty_cases_are_here() => Assert.Equal(60, s_lines.Count);

    private static void AssertSame(JsonElement expected, JsonElement actual, string path)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Array:
                Assert.Equal(expected.GetArrayLength(), actual.GetArrayLength());
                for (var index = 0; index < expected.GetArrayLength(); index++)
                {
                    AssertSame(expected[index], actual[index], $"{path}[{index}]");
                }

                break;
            case JsonValueKind.Object:
                Assert.Equal(expected.EnumerateObject().Count(), actual.EnumerateObject().Count());
                foreach (var member in expected.EnumerateObject())
                {
                    AssertSame(member.Value, actual.GetProperty(member.Name), $"{path}.{member.Name}");
                }

                break;
            default:
                Assert.Equal(expected.ValueKind, actual.ValueKind);
                Assert.True(Value(expected) == Value(actual), $"{path}: expected {expected}, got {actual}");
                break;
        }
    }

    // Amounts compare as numbers ("0.30" is "0.3"), everything else as text.
    private static string Value(JsonElement element) =>
        decimal.TryParse(element.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? CaseWriter.Text(number)
            : element.ToString();

    private static string WithoutAnswer(JsonElement question)
    {
        var members = question.EnumerateObject().Where(member => member.Name is not ("expect" or "arithmetic"));
        return "{" + string.Join(',', members.Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}")) + "}";
    }

    private static Dictionary<string, string> ReadLines()
    {
        using var stream = typeof(WorkedCases).Assembly.GetManifestResourceStream("cases.jsonl")!;
        using var reader = new StreamReader(stream);
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            using var document = JsonDocument.Parse(line);
            lines.Add(document.RootElement.GetProperty("id").GetString()!, line);
        }

        return lines;
    }
}
