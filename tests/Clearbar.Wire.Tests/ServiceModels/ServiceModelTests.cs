using System.Text;

namespace Clearbar.Wire.Tests.ServiceModels;

/// <summary>
/// Every field of the service model's Converse requests stands in <c>docs/service-models.md</c> with what was seen to become of it.
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

    private static readonly ServiceModel s_model = new();

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
    public void The_page_of_the_documentation_is_what_was_seen()
    {
        var page = PageOf("docs", "service-models.md");
        var seen = Render();
        if (Environment.GetEnvironmentVariable("CLEARBAR_UPDATE_TABLES") == "1")
        {
            File.WriteAllText(page, seen);
        }

        Assert.Equal(File.ReadAllText(page), seen);
    }

    private static string Render()
    {
        var page = new StringBuilder("""
            # Fields of the service model

            Every field of a Converse or ConverseStream request (AWS service model, bedrock-runtime 2026-07-31) and what becomes of it. To an upstream that
            speaks Converse the request's bytes pass through as they are, known field or not, except for the edits the answer lists. To an upstream that
            speaks Messages each field was **sent and looked for**: `crosses` when its value changes what is sent; `told` with the name that stands in
            `x-clearbar-edits`; `refused` with the place the error names. Made by `./test ServiceModels`, which fails for a field that is missing here or fares
            otherwise; `CLEARBAR_UPDATE_TABLES=1 ./test ServiceModels` writes it anew.

            | field | to a Messages upstream |
            |---|---|
            | `modelId` | the path's model; resolved, then the body's `model` |

            """);
        var done = new HashSet<string>(StringComparer.Ordinal) { "modelId" };
        foreach (var operation in (string[])["Converse", "ConverseStream"])
        {
            var shape = s_model.InputOf(operation);
            foreach (var field in s_model.FieldsOf(shape).Where(done.Add))
            {
                var fate = new ConverseField(s_model, shape, field).Observe() ?? s_withoutMeaning[field];
                page.Append(System.Globalization.CultureInfo.InvariantCulture, $"| `{field}` | {fate} |\n");
            }
        }

        return page.ToString();
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
