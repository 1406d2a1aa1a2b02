using System.CommandLine;
using System.Text.Json.Nodes;
using Clearbar.Cli.Verbs;
using Clearbar.LocalAnswers;
using Clearbar.LocalAnswers.Learning;
using Clearbar.Tests.Ledger;

namespace Clearbar.Tests.LocalAnswers.Learning;

public sealed class RungZeroVerbTests : IDisposable
{
    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void It_tells_examples_labels_certificate_checks_and_what_is_to_come()
    {
        var files = new LearningFiles(_data.Root, "intents");
        using (var store = ExampleStore.Open(files.Examples, "intents", 1000, []))
        {
            for (var i = 0; i < 30; i++)
            {
                store.Append(new LabelExample(
                    i < 20 ? ExampleOrigin.Off : ExampleOrigin.Declined, DateTimeOffset.UnixEpoch, store.Take(i % 3 == 0 ? "card" : "refund"), FeatureBag.Of("a text")));
            }
        }

        new LearningState
        {
            Class = "intents", Target = 0.9, ConfidenceLevel = 0.95, Phase = LearningPhase.Answering, Because = "certified: because", Looks = 1, HeldAtLook = 30,
            Taken = 30, TakenAtLook = 30, Checks = 8, ChecksAgreed = 7, LastCheck = new DateTimeOffset(2026, 11, 21, 7, 0, 0, TimeSpan.Zero),
            Certificate = new LearningCertificate(DateTimeOffset.UnixEpoch, 0.8, 200, 150, 147, 0.025, 2),
        }.Save(files.State);

        var table = Run("--data", _data.Root);
        Assert.Contains("answering", table, StringComparison.Ordinal);
        Assert.Contains("7/8", table, StringComparison.Ordinal);
        Assert.Contains("2026-11-21 07:00Z", table, StringComparison.Ordinal);
        Assert.Contains("intents: certified: because", table, StringComparison.Ordinal);

        var json = JsonNode.Parse(Run("--data", _data.Root, "--format", "json"))![0]!;
        Assert.Equal((30, 20), ((int)json["examples"]!, (int)json["measurable"]!));
        Assert.Equal(["refund", "card"], json["labels"]!.AsObject().Select(static label => label.Key));
        Assert.Equal((0.98, 0.75), ((double)json["certificate"]!["agreement"]!, (double)json["certificate"]!["share"]!));

        // ln(0.5 * 0.05/6) / ln(0.9) * 2 = 104.0: the second look needs 105 measurable examples, and there are 20.
        Assert.Equal(85, (int)json["examplesUntilNextLook"]!);
    }

    [Fact]
    public void Without_a_class_that_learns_it_says_how_to_make_one() =>
        Assert.Contains("'learn'", Run("--data", _data.Root), StringComparison.Ordinal);

    private static string Run(params string[] args)
    {
        using var output = new StringWriter();
        var code = RungZeroVerb.Create().Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = output });
        Assert.Equal(0, code);
        return output.ToString();
    }
}
