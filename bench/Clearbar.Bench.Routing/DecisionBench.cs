using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.Budgets;
using Clearbar.Classes;
using Clearbar.Configuration;
using Clearbar.Routing.Policies;
using Clearbar.Wire;

namespace Clearbar.Bench.Routing;

/// <summary>Measures how long the path takes to find a request's class, and what it allocates, with 1,000 classes known and configured.</summary>
internal static class DecisionBench
{
    private const int Classes = 1000;
    private const int Words = 400;
    private const int Rounds = 8;

    private static readonly string[] s_names = ["Contoso", "Fabrikam", "Litware", "Adatum", "Tailspin", "Woodgrove", "Proseware", "Fourthcoffee"];

    public static void Run(TextWriter output)
    {
        var names = new CurrentClassNames();
        var book = new ClassBook(TimeProvider.System.GetUtcNow());
        var classifier = new Classifier(book, names, TimeProvider.System);
        var known = Enumerable.Range(0, Classes).Select(static number => RequestOf(Prompt(number, "Northwind"))).ToArray();
        var empty = new ClassTable([], new Dictionary<string, ClassPolicy>());
        var found = Array.ConvertAll(known, request => Classify(classifier, request, empty));

        // Every second class is named in the configuration, and as many others match by key.
        var table = new ClassTable(
            [
                .. found.Where(static (_, index) => index % 2 == 0).Select(static name => new ClassOptions { Name = "n" + name[3..], Fingerprints = [name[3..]] }),
                .. Enumerable.Range(0, Classes / 2).Select(static number => new ClassOptions
                {
                    Name = $"k{number}",
                    Match = new ClassMatch { Traffic = new TrafficMatch { Key = $"key-{number}" } },
                }),
            ],
            new Dictionary<string, ClassPolicy>());
        Measure("bytes known", 800_000, number => Classify(classifier, known[number % Classes], table), output, warm: 400_000);

        // The first three quarters are new prompts too, and are there to have the path compiled as a gateway under load has it.
        var dated = Enumerable.Range(0, 4 * Rounds * Classes).Select(static number => RequestOf(
            Prompt(number % Classes, "Northwind").Replace("2026-11-21", $"{2000 + (number / Classes)}-01-01", StringComparison.Ordinal))).ToArray();
        Measure("bytes new, template known", dated.Length, number => Classify(classifier, dated[number], table), output, warm: dated.Length * 3 / 4);

        var renamed = Enumerable.Range(0, Rounds * Classes).Select(static number => RequestOf(Prompt(number % Classes, s_names[number / Classes]))).ToArray();
        Measure("template new, like a known one", renamed.Length, number => Classify(classifier, renamed[number], table), output, warm: renamed.Length * 3 / 4);
        output.WriteLine(FormattableString.Invariant($"{book.FoundCount} classes in the book"));
        MeasurePrediction(output);
    }

    /// <summary>What a gated class pays to know which rungs are worth asking: features of a text of some 1,500 characters, and the chances of six rungs.</summary>
    private static void MeasurePrediction(TextWriter output)
    {
        var hasher = new FeatureHasher();
        var predictor = PassPredictor.Untrained(6, new PassPredictorOptions { Epochs = 1 });
        var texts = Enumerable.Range(0, 1000).Select(static number => Prompt(number, "Northwind")[..1500]).ToArray();
        var features = new RequestFeatures();
        foreach (var text in texts)
        {
            hasher.Learn(text, 0);
            hasher.Encode("class", text, features);
            predictor.Learn(features, 0, text[100] > 'p');
        }

        var chances = new double[6];
        Measure(
            "which rungs are worth asking",
            100_000,
            number =>
            {
                hasher.Encode("class", texts[number % texts.Length], features);
                predictor.Chances(features, chances);
                return "";
            },
            output,
            warm: 80_000);
    }

    private static void Measure(string what, int times, Func<int, string> classify, TextWriter output, int warm)
    {
        for (var number = 0; number < warm; number++)
        {
            classify(number);
        }

        times -= warm;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var ticks = new long[times];
        for (var number = 0; number < times; number++)
        {
            var start = Stopwatch.GetTimestamp();
            classify(warm + number);
            ticks[number] = Stopwatch.GetTimestamp() - start;
        }

        var bytes = (GC.GetAllocatedBytesForCurrentThread() - allocated - (times * sizeof(long)) - 24) / times;
        Array.Sort(ticks);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-32} p50 {Micros(ticks[times / 2]),8:0.00} us   p99 {Micros(ticks[times * 99 / 100]),8:0.00} us   {bytes,7} B per request"));
    }

    private static double Micros(long ticks) => ticks * 1e6 / Stopwatch.Frequency;

    private static string Classify(Classifier classifier, (RequestOutline Outline, byte[] Body) request, ClassTable table)
    {
        var subject = new TrafficSubject("key-x", System.Collections.ObjectModel.ReadOnlyDictionary<string, string>.Empty, null, null, null, null);
        var query = new ClassQuery(null, "/v1/messages", subject, request.Outline, request.Body);
        return classifier.TryClassify(query, table, out var decision, out var problem) ? decision.Name : throw new InvalidOperationException(problem);
    }

    // About 2,500 characters in words of their own, a date, and one name that nothing announces.
    private static string Prompt(int number, string name)
    {
        var random = new Random(number);
        var prompt = new StringBuilder("Today is 2026-11-21. You work for ").Append(name).Append('.');
        for (var word = 0; word < Words; word++)
        {
            prompt.Append(' ');
            for (var letter = 0; letter < 5; letter++)
            {
                prompt.Append((char)('g' + random.Next(20)));
            }
        }

        return prompt.ToString();
    }

    private static (RequestOutline Outline, byte[] Body) RequestOf(string system)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            model = "opus",
            max_tokens = 5,
            system,
            messages = new[] { new { role = "user", content = "hi" } },
        });
        return WireDialects.Anthropic.TryReadRequest(body, null, null, out var outline, out var fault)
            ? (outline, body)
            : throw new InvalidOperationException(fault.ToString());
    }
}
