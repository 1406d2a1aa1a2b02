namespace Clearbar.Bench.Routing.Recordings;

/// <summary>One comparison the bench makes: which models of a data set form the ladder.</summary>
/// <param name="Name">Name of the line.</param>
/// <param name="Folder">Data set's folder.</param>
/// <param name="Models">Model names as recorded, the reference last.</param>
/// <param name="Rungs">Short names for reports.</param>
/// <param name="Set">Only rows of this set, or null for all.</param>
/// <param name="Classless">Every request is put in one class, to measure what the text alone says.</param>
internal sealed record Ladder(string Name, string Folder, string[] Models, string[] Rungs, string? Set = null, bool Classless = false)
{
    private const string Haiku3 = "claude-3-haiku-20240307";
    private const string Sonnet3 = "claude-3-sonnet-20240229";
    private const string Sonnet35 = "claude-3-5-sonnet-20240620";
    private const string Opus3 = "claude-3-opus-20240229";
    private static readonly string[] Strong = ["mixtral-8x7b-instruct-v0.1", "gpt-4-1106-preview"];
    private static readonly string[] StrongNames = ["mixtral", "gpt-4"];
    private static readonly string[] Claude45 = ["claude-haiku-4-5", "claude-sonnet-4-6", "claude-opus"];

    public static Ladder[] All { get; } =
    [
        new("bfcl", "bfcl-v1", [Haiku3, Sonnet3, Opus3], ["haiku3", "sonnet3", "opus3"]),
        new("bfcl-sonnet3.5", "bfcl-v1", [Haiku3, Sonnet35], ["haiku3", "sonnet3.5"]),
        new("mmlu", "routellm", Strong, StrongNames, "mmlu", Classless: true),
        new("mmlu+subject", "routellm", Strong, StrongNames, "mmlu"),
        new("gsm8k", "routellm", Strong, StrongNames, "gsm8k"),
        new("mtbench", "routellm", Strong, StrongNames, "mtbench"),
        new("mmlu-pro", "mmlu-pro", ["gemini-1.5-flash-002", "gemini-1.5-pro-002"], ["flash", "pro"]),
        new(
            "mmlu-pro-3",
            "mmlu-pro",
            ["gemini-1.5-flash-002", "Meta-Llama-3.1-70B-Instruct", "gemini-1.5-pro-002"],
            ["flash", "llama70b", "pro"]),
        new("mmlu-pro-llama", "mmlu-pro", ["Meta-Llama-3.1-8B-Instruct", "Meta-Llama-3.1-70B-Instruct"], ["llama8b", "llama70b"]),
        new("zeroeval-top", "zeroeval", [Haiku3, Sonnet35], ["haiku3", "sonnet3.5"]),
        new("zeroeval-trap", "zeroeval", [Haiku3, Sonnet35, Opus3], ["haiku3", "sonnet3.5", "opus3"]),
        new("bashkit-trap", "bashkit-agent", Claude45, ["haiku4.5", "sonnet4.6", "opus4"]),
        new("routerarena-trap", "routerarena-sub10", ["gemini-2.0-flash-001", Haiku3], ["flash2", "haiku3"]),
    ];
}
