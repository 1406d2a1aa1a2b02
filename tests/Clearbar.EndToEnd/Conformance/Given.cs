using System.Text.Json;

namespace Clearbar.EndToEnd.Conformance;

/// <summary>What every .NET client of the matrix is given; the same as <c>tests/clients/matrix/given.mjs</c> gives the JavaScript ones.</summary>
internal static class Given
{
    /// <summary>Rows of the matrix, in the order they are printed.</summary>
    public static readonly string[] Features =
    [
        "text", "stream", "tools", "parallel_tools", "vision", "document", "thinking", "cache_markers", "structured_output", "error",
    ];

    public const string Model = "claude-haiku-4-5";
    public const string Question = "Where is my card? It was due on Monday — “soon”, you said 🙂";
    public const int MaxTokens = 3000;

    public const string IntentSchema = """
        {"type":"object","properties":{"intent":{"type":"string","enum":["card_arrival","lost_card"]},"urgent":{"type":"boolean"}},"required":["intent","urgent"],"additionalProperties":false}
        """;

    public const string BranchSchema = """
        {"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}
        """;

    // A red dot, 1 × 1.
    public const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    // The smallest file that calls itself a PDF.
    public static readonly byte[] Pdf =
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"u8.ToArray();

    /// <summary>Longer than the smallest cacheable prefix of every model, and never seen before.</summary>
    public static string FreshLongText()
    {
        var nonce = Guid.NewGuid().ToString("N");
        return string.Join('\n', Enumerable.Range(0, 700).Select(line => $"Rule {line} of {nonce}: customers of branch {line} are answered within the day."));
    }

    public static void AssertIntent(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.Contains(document.RootElement.GetProperty("intent").GetString(), (string?[])["card_arrival", "lost_card"]);
        Assert.Contains(document.RootElement.GetProperty("urgent").ValueKind, (JsonValueKind[])[JsonValueKind.True, JsonValueKind.False]);
    }
}
