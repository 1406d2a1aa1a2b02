using Clearbar.Routing.Policies;

namespace Clearbar.Tests.Routing.Policies;

public sealed class RequestPathTests
{
    private static readonly string[] s_words = ["refund", "order", "late", "charge", "invoice", "track", "parcel", "please", "thanks", "42", "why?"];

    [Fact]
    public void Encoding_and_predicting_a_request_allocates_nothing()
    {
        var (hasher, predictor) = (new FeatureHasher(), PassPredictor.Untrained(3, new PassPredictorOptions()));
        var text = Text(new Random(1), 300);
        hasher.Learn(text, 0);
        hasher.Learn(text, 0);
        var features = RequestFeatures.ForThisThread;
        Span<double> chances = stackalloc double[3];
        hasher.Encode("tickets", text, features);
        predictor.Chances(features, chances);

        // The runtime may allocate on this thread while it compiles a method anew: the least of several rounds is the path's own.
        var least = long.MaxValue;
        for (var round = 0; round < 10; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 50; i++)
            {
                hasher.Encode("tickets", text, features);
                predictor.Chances(features, chances);
                predictor.Learn(features, 1, passed: true);
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
        Assert.InRange(text.Length, 1500, 2100);
        Assert.True(features.Count > 10);
    }

    [Fact]
    public void The_path_s_features_and_chances_are_those_of_the_recorded_request()
    {
        var random = new Random(2);
        var hasher = new FeatureHasher();
        var requests = Enumerable.Range(0, 60).Select(_ => new RecordedRequest
        {
            Id = "", Class = "tickets", Text = Text(random, 20), Rungs = [new RungOutcome { Score = 1, Cost = 1 }],
        }).ToList();
        requests.ForEach(r => hasher.Learn(r.Text, 0));
        var rows = requests.Select(r => hasher.Encode(r)).ToArray();
        float[][] targets = [[.. requests.Select(static r => r.Text.Contains("refund", StringComparison.Ordinal) ? 1f : 0f)], new float[60]];
        var predictor = PassPredictor.Fit(rows, targets, new PassPredictorOptions()).Calibrated([(2, 0.5), (1, 0)]);

        var features = new RequestFeatures();
        var chances = new double[2];
        for (var i = 0; i < rows.Length; i++)
        {
            hasher.Encode("tickets", requests[i].Text, features);
            Assert.Equal(rows[i].Slots, features.Slots);
            Assert.Equal(rows[i].Values, features.Values);
            predictor.Chances(features, chances);
            Assert.Equal(predictor.Chance(rows[i], 0), chances[0], 1e-5);
            Assert.Equal(predictor.Chance(rows[i], 1), chances[1], 1e-5);
        }
    }

    [Theory]
    [InlineData("Don't PAY 42% now?", "dont pay 99 % now ?")]
    [InlineData("  Größe: 10€!", "größe 22 € !")]
    [InlineData("a-b\n\nc", "A b, c.")]
    public void Case_digits_apostrophes_and_separators_do_not_change_what_a_text_says(string one, string other)
    {
        var hasher = new FeatureHasher();
        hasher.Learn(one, 0);
        hasher.Learn(other, 0);
        hasher.Learn("something else", 0);
        var (first, second) = (new RequestFeatures(), new RequestFeatures());
        hasher.Encode("tickets", one, first);
        hasher.Encode("tickets", other, second);

        // The class and four features of the outline; the rest are words and pairs.
        Assert.True(first.Count > 8);
        Assert.Equal(first.Slots, second.Slots);
        Assert.Equal(first.Values[..^4], second.Values[..^4]);
    }

    [Fact]
    public async Task Learning_beside_readers_separates_what_passes_from_what_does_not()
    {
        var (hasher, predictor) = (new FeatureHasher(), PassPredictor.Untrained(2, new PassPredictorOptions { Rate = 1 }));
        var stop = false;
        var reader = Task.Run(
            () =>
            {
                var features = new RequestFeatures();
                var chances = new double[2];
                var read = 0;
                do
                {
                    hasher.Encode("tickets", "a refund for a late parcel", features);
                    predictor.Chances(features, chances);
                    Assert.All(chances, static chance => Assert.InRange(chance, 0, 1));
                    read++;
                }
                while (!Volatile.Read(ref stop));
                return read;
            },
            TestContext.Current.CancellationToken);
        var random = new Random(3);
        var own = new RequestFeatures();
        for (var i = 0; i < 2000; i++)
        {
            var text = Text(random, 8);
            hasher.Learn(text, 0);
            hasher.Encode("tickets", text, own);
            predictor.Learn(own, 0, !text.Contains("refund", StringComparison.Ordinal));
        }

        Volatile.Write(ref stop, true);
        Assert.True(await reader > 0);
        var (late, refund) = (ChanceOf(hasher, predictor, "order late"), ChanceOf(hasher, predictor, "order refund"));
        Assert.True(late > refund + 0.05, $"{late} {refund}");
    }

    private static double ChanceOf(FeatureHasher hasher, PassPredictor predictor, string text)
    {
        var features = new RequestFeatures();
        var chances = new double[2];
        hasher.Encode("tickets", text, features);
        predictor.Chances(features, chances);
        Assert.Equal(0.5, chances[1], 9);
        return chances[0];
    }

    private static string Text(Random random, int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => s_words[random.Next(s_words.Length)]));
}
