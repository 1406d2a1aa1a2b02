namespace Clearbar.Wire.Tests.ServiceModels;

/// <summary>
/// Every field of the service model's operations that Claude uses stands in <c>docs/service-models.md</c> with what was seen to become of it.
/// </summary>
public sealed class ServiceModelTests
{
    /// <summary>Fields that change nothing in the Messages dialect, and why that is right.</summary>
    private static readonly Dictionary<string, string> s_withoutMeaning = new(StringComparer.Ordinal)
    {
        ["messages[].content[].cachePoint.type"] = "one value only; the marker crosses",
        ["system[].cachePoint.type"] = "one value only; the marker crosses",
        ["toolConfig.tools[].cachePoint.type"] = "one value only; the marker crosses",
        ["outputConfig.textFormat.type"] = "one value only; the format crosses",
        ["toolConfig.toolChoice.auto"] = "no value; what stands for it is `tool_choice` of type `auto`",
    };

    private static readonly ServiceModel s_model = new("bedrock-runtime.json");

    public static TheoryData<string, string> Fields()
    {
        var fields = new TheoryData<string, string>();
        foreach (var operation in (string[])["Converse", "ConverseStream"])
        {
            foreach (var field in s_model.FieldsOf(s_model.InputOf(operation)))
            {
                if (field != "modelId")
                {
                    fields.Add(operation, field);
                }
            }
        }

        return fields;
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_Converse_field_crosses_or_is_told_or_refused(string operation, string field)
    {
        var seen = new ConverseField(s_model, s_model.InputOf(operation), field).Observe();

        Assert.True(seen is null == s_withoutMeaning.ContainsKey(field), $"{field}: {seen ?? "dropped without a word"}");
    }

    [Fact]
    public void A_field_of_a_Converse_answer_reaches_a_Messages_client_or_is_known_to_have_no_place_there()
    {
        var wrong = new List<string>();
        foreach (var (operation, shape, stream) in ServiceModelPage.Answers(s_model))
        {
            foreach (var field in s_model.FieldsOf(shape))
            {
                var (_, crosses) = new AnswerField(s_model, shape, field, stream).Observe();
                if (crosses != (AnswerFates.WhyUntold(field) is null))
                {
                    wrong.Add($"{operation} {field}: {(crosses ? "crosses" : "is not told")}");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory]
    [InlineData("bedrock-runtime.json")]
    [InlineData("bedrock.json")]
    public void Every_field_of_the_other_operations_has_one_line_and_every_line_a_field(string file)
    {
        var model = new ServiceModel(file);
        var written = new WrittenFates(file);
        Assert.Equal(model.Operations.Except(["Converse", "ConverseStream"]), written.Operations);
        foreach (var operation in written.Operations)
        {
            AssertCovered(model.FieldsOf(model.InputOf(operation)), [.. written.Of(operation, "request").Select(line => line.Field)]);
            AssertCovered(model.FieldsOf(model.OutputOf(operation)), [.. written.Of(operation, "answer").Select(line => line.Field)]);
        }
    }

    [Fact]
    public void The_page_of_the_documentation_is_what_was_seen()
    {
        var page = PageOf("docs", "service-models.md");
        var seen = new ServiceModelPage(s_model, s_withoutMeaning).Render();
        if (Environment.GetEnvironmentVariable("CLEARBAR_UPDATE_TABLES") == "1")
        {
            File.WriteAllText(page, seen);
        }

        Assert.Equal(File.ReadAllText(page), seen);
    }

    private static void AssertCovered(List<string> fields, List<string> lines)
    {
        Assert.All(fields, field => Assert.Single(lines, line => WrittenFates.Covers(line, field)));
        Assert.All(lines, line => Assert.Contains(fields, field => WrittenFates.Covers(line, field)));
    }

    private static string PageOf(params string[] parts)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Clearbar.slnx")))
        {
            folder = folder.Parent;
        }

        return folder is null
            ? throw new DirectoryNotFoundException("Clearbar.slnx is not above the test executable.")
            : Path.Combine([folder.FullName, .. parts]);
    }
}
