using System.Text.Json;
using Clearbar.EndToEnd.Harness;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>The control plane's answers have the fields that <c>docs/service-models.md</c> says are given from the catalog, and no others.</summary>
public sealed class ControlPlaneFieldsTests
{
    [Theory]
    [InlineData("ListFoundationModels", "/foundation-models")]
    [InlineData("GetFoundationModel", "/foundation-models/anthropic.claude-opus-5")]
    [InlineData("GetFoundationModelAvailability", "/foundation-model-availability/anthropic.claude-opus-5")]
    [InlineData("ListInferenceProfiles", "/inference-profiles?maxResults=1")]
    [InlineData("GetInferenceProfile", "/inference-profiles/global.anthropic.claude-opus-5")]
    public async Task An_answer_of_the_control_plane_has_the_fields_the_page_says(string operation, string path)
    {
        await using var gateway = await GatewayHarness.StartAsync();

        using var answer = JsonDocument.Parse(await gateway.Http.GetStringAsync(new Uri(path, UriKind.Relative)));

        var fields = new SortedSet<string>(StringComparer.Ordinal);
        Walk(answer.RootElement, "", fields);
        Assert.Equal(Said(operation), fields);
    }

    // | operation, answer | `field` | given from the catalog |
    private static SortedSet<string> Said(string operation)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "Clearbar.slnx")))
        {
            folder = folder.Parent;
        }

        var said = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Path.Combine(folder.FullName, "docs", "service-models.md")))
        {
            var cells = line.Split(" | ");
            if (cells is [_, var field, var fate] && cells[0] == $"| {operation}, answer" && !fate.StartsWith("only with", StringComparison.Ordinal))
            {
                said.Add(field.Trim('`'));
            }
        }

        return said;
    }

    private static void Walk(JsonElement element, string path, SortedSet<string> fields)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                Walk(member.Value, path.Length == 0 ? member.Name : path + "." + member.Name, fields);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array && element.GetArrayLength() > 0)
        {
            foreach (var item in element.EnumerateArray())
            {
                Walk(item, path + "[]", fields);
            }
        }
        else
        {
            fields.Add(element.ValueKind == JsonValueKind.Array ? path + "[]" : path);
        }
    }
}
