using Clearbar.Classes;

namespace Clearbar.Tests.Classes;

public sealed class TemplateSketchTests(ITestOutputHelper output)
{
    [Fact]
    public void Templates_with_unknown_words_put_in_are_alike_and_different_templates_are_not()
    {
        var random = new Random(11);
        var same = new List<double>();
        foreach (var template in PromptTemplates.WithUnknownWords)
        {
            for (var draw = 0; draw < 250; draw++)
            {
                same.Add(Similarity(PromptTemplates.Fill(template, random), PromptTemplates.Fill(template, random)));
            }
        }

        var different = new List<double>();
        string[] all = [.. PromptTemplates.All, .. PromptTemplates.WithUnknownWords];
        for (var one = 0; one < all.Length; one++)
        {
            for (var other = 0; other < one; other++)
            {
                different.Add(Similarity(PromptTemplates.Fill(all[one], random), PromptTemplates.Fill(all[other], random)));
            }
        }

        same.Sort();
        different.Sort();
        output.WriteLine($"same: min {same[0]:0.000}, 1 % {same[same.Count / 100]:0.000}, median {same[same.Count / 2]:0.000}, n {same.Count}");
        output.WriteLine($"different: max {different[^1]:0.000}, {different[^2]:0.000}, {different[^3]:0.000}, {different[^4]:0.000}, n {different.Count}");
        Assert.True(same[same.Count / 100] >= ClassBook.SameTemplate, $"1 % of pairs of one template are below {same[same.Count / 100]:0.000}");
        Assert.True(different[^1] < ClassBook.SameTemplate, $"two templates are alike by {different[^1]:0.000}");
    }

    [Fact]
    public void A_sketch_survives_its_bytes_and_is_as_similar_to_itself_as_can_be()
    {
        var sketch = SketchOf(PromptTemplates.WithUnknownWords[0])!;
        var read = TemplateSketch.FromBytes(sketch.ToBytes())!;

        Assert.Equal(1, sketch.SimilarityTo(read));
        Assert.Null(TemplateSketch.FromBytes(sketch.ToBytes().AsSpan(1)));
    }

    [Fact]
    public void The_estimate_is_near_the_true_similarity_of_the_triples()
    {
        var words = Enumerable.Range(0, 3000).Select(static word => $"w{(char)('a' + (word % 26))}{(char)('a' + (word / 26 % 26))}{(char)('a' + (word / 676))}").ToArray();
        foreach (var shared in (int[])[600, 1500, 2400])
        {
            var one = string.Join(' ', words);
            var other = string.Join(' ', [.. words[..shared], .. words[shared..].Select(static word => word + "x")]);
            var truth = (double)(shared - 2) / ((2 * 2998) - (shared - 2));
            var estimate = TemplateSketch.Of(one)!.SimilarityTo(TemplateSketch.Of(other)!);

            Assert.InRange(estimate, truth - 0.13, truth + 0.13);
        }
    }

    [Fact]
    public void Short_templates_have_no_sketch() => Assert.Null(TemplateSketch.Of("Translate the text into French."));

    private static double Similarity(string one, string other) =>
        SketchOf(one) is { } first && SketchOf(other) is { } second ? first.SimilarityTo(second) : 0;

    private static TemplateSketch? SketchOf(string text) => TemplateSketch.Of(TemplateMask.Apply(text));
}
