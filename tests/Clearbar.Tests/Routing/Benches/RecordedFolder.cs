using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Clearbar.Tests.Routing.Benches;

/// <summary>
/// Writes a small made-up folder in the layout that <c>bench/routing</c> reads: a data set of three tiers with gates, one of two tiers in several
/// classes, and labelled texts.
/// </summary>
internal static class RecordedFolder
{
    private const string OutcomeHeader = "id,model,correct,error_type,schema_detectable,in_tokens,out_tokens,latency_s,cost_usd";

    private static readonly string[] s_claude = ["claude-3-haiku-20240307", "claude-3-sonnet-20240229", "claude-3-opus-20240229"];
    private static readonly string[] s_pair = ["mixtral-8x7b-instruct-v0.1", "gpt-4-1106-preview"];
    private static readonly string[] s_topics = ["algebra", "history"];
    private static readonly string[] s_labels = ["refund", "parcel", "password"];

    public static void Write(string folder, int seed, int calls, int questions)
    {
        var random = new Random(seed);
        WriteCalls(Path.Combine(folder, "bfcl-v1"), random, calls);
        WriteQuestions(Path.Combine(folder, "routellm"), random, questions);
        WriteIntents(Path.Combine(folder, "intents"), random);
    }

    // Haiku fails one call in four, and the gate sees it; opus is always right.
    private static void WriteCalls(string folder, Random random, int count)
    {
        var (queries, outcomes, answers) = (new List<string>(), new List<string> { OutcomeHeader }, new List<string>());
        for (var i = 0; i < count; i++)
        {
            var id = $"simple-{i}";
            queries.Add(Json(new { id, set = "simple", @class = i % 2 == 0 ? "simple" : "parallel", question = $"Book table {random.Next(9)}", functions = new[] { new { name = "book" } } }));
            for (var tier = 0; tier < s_claude.Length; tier++)
            {
                var right = tier > 0 || random.Next(4) > 0 ? 1 : 0;
                outcomes.Add(Text($"{id},{s_claude[tier]},{right},,{1 - right},100,20,0.5,{0.001 * Math.Pow(10, tier)}"));
                answers.Add(Json(new { id, model = s_claude[tier], result = right == 1 ? "[book(1)]" : "I cannot" }));
            }
        }

        Save(folder, "queries.jsonl.gz", queries);
        Save(folder, "outcomes.csv.gz", outcomes);
        Save(folder, "results-claude3.jsonl.gz", answers);
    }

    // The strong model is needed in algebra and never in history.
    private static void WriteQuestions(string folder, Random random, int count)
    {
        var (queries, outcomes) = (new List<string>(), new List<string> { "id,model,quality,correct,rel_cost,turn_scores" });
        for (var i = 0; i < count; i++)
        {
            var topic = s_topics[i % 2];
            var id = $"mmlu-{topic}-{i}";
            queries.Add(Json(new { id, set = "mmlu", @class = topic, contaminated = 0, prompt = $"A question of {topic} number {random.Next(50)}" }));
            var weak = i % 2 == 1 || random.Next(3) == 0 ? 1 : 0;
            outcomes.Add(Text($"{id},{s_pair[0]},{weak},{weak},0.00972,"));
            outcomes.Add(Text($"{id},{s_pair[1]},1,1,1,"));
        }

        Save(folder, "queries.jsonl.gz", queries);
        Save(folder, "outcomes.csv.gz", outcomes);
    }

    private static void WriteIntents(string folder, Random random) => Save(
        folder,
        "tickets.jsonl.gz",
        Enumerable.Range(0, 90).Select(i => Json(new
        {
            split = "train", label = s_labels[i % 3], text = $"please help with my {s_labels[i % 3]} since {random.Next(30)} days",
        })));

    private static void Save(string folder, string name, IEnumerable<string> lines)
    {
        Directory.CreateDirectory(folder);
        using var writer = new StreamWriter(new GZipStream(File.Create(Path.Combine(folder, name)), CompressionLevel.Fastest), new UTF8Encoding(false));
        foreach (var line in lines)
        {
            writer.Write(line + "\n");
        }
    }

    private static string Json(object value) => JsonSerializer.Serialize(value);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
