using Clearbar.LocalAnswers;

namespace Clearbar.Tests.LocalAnswers;

public class LocalAnswererTrainerTests
{
    [Fact]
    public void The_same_examples_and_seed_give_the_same_bytes()
        => Assert.Equal(Bytes(TrainedSample.Quick), Bytes(TrainedSample.Quick));

    [Fact]
    public void The_number_of_threads_does_not_change_the_bytes()
        => Assert.Equal(Bytes(TrainedSample.Quick), Bytes(TrainedSample.Quick with { Parallelism = 4 }));

    [Fact]
    public void Another_seed_gives_other_bytes()
        => Assert.NotEqual(Bytes(TrainedSample.Quick), Bytes(TrainedSample.Quick with { Seed = 18 }));

    [Fact]
    public void Too_few_examples_are_refused_with_the_number_needed()
    {
        var error = Assert.Throws<ArgumentException>(() => LocalAnswererTrainer.Train(TrainedSample.Small[..49], TrainedSample.Quick));

        Assert.Contains("49", error.Message, StringComparison.Ordinal);
        Assert.Contains("50", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_single_label_is_refused()
    {
        var one = Enumerable.Range(0, 60).Select(static i => new LabelledText($"text number {i}", "only")).ToList();

        var error = Assert.Throws<ArgumentException>(() => LocalAnswererTrainer.Train(one, TrainedSample.Quick));
        Assert.Contains("two labels", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => LocalAnswererTrainer.Train(TrainedSample.Small, TrainedSample.Quick with { HiddenUnits = 33 }));
        Assert.Equal("HiddenUnits", error.ParamName);
    }

    [Fact]
    public void Cancellation_stops_the_training()
        => Assert.Throws<OperationCanceledException>(
            () => LocalAnswererTrainer.Train(TrainedSample.Small, TrainedSample.Quick, null, new CancellationToken(canceled: true)));

    [Fact]
    public void Progress_counts_every_network_once()
    {
        var seen = new List<TrainingProgress>();
        LocalAnswererTrainer.Train(TrainedSample.Small, TrainedSample.Quick, new Recorder(seen));

        Assert.Equal(Enumerable.Range(1, seen[0].Total), seen.Select(static p => p.Done));
    }

    [Fact]
    public void Labels_without_any_relation_to_the_text_are_never_certified()
    {
        var random = new Random(3);
        var noise = TrainedSample.Small.Select(e => e with { Label = random.Next(2) == 0 ? "yes" : "no" }).ToList();

        var answerer = LocalAnswererTrainer.Train(noise, TrainedSample.Quick);

        Assert.Equal(float.PositiveInfinity, answerer.ThresholdFor(0.97));
    }

    [Fact]
    public void A_text_repeated_in_the_training_set_does_not_vouch_for_itself()
    {
        // 300 texts with random labels, each of them three times: known by heart if a copy were in another fold.
        var random = new Random(4);
        var distinct = TrainedSample.Small.Take(300).Select(e => e with { Label = random.Next(2) == 0 ? "yes" : "no" }).ToList();
        List<LabelledText> repeated = [.. distinct, .. distinct, .. distinct];

        var answerer = LocalAnswererTrainer.Train(repeated, TrainedSample.Quick);

        Assert.Equal(float.PositiveInfinity, answerer.ThresholdFor(0.9));
    }

    [Fact]
    public void Variants_of_one_text_vouch_for_each_other_unless_families_are_kept_together()
    {
        // Random labels, but one per family: what is certified without families holds for these authors only.
        var random = new Random(6);
        var variants = TrainedSample.Small.Take(200).SelectMany(e =>
        {
            var label = random.Next(2) == 0 ? "yes" : "no";
            string[] texts = [e.Text, "hi, " + e.Text, e.Text + " please help", "hello " + e.Text + " thanks"];
            return texts.Select(t => new LabelledText(t, label));
        }).ToList();

        var careless = LocalAnswererTrainer.Train(variants, TrainedSample.Quick with { Epochs = 12 });
        var careful = LocalAnswererTrainer.Train(variants, TrainedSample.Quick with { Epochs = 12, FamilySimilarity = 0.5 });

        Assert.True(float.IsFinite(careless.ThresholdFor(0.9)));
        Assert.Equal(float.PositiveInfinity, careful.ThresholdFor(0.9));
    }

    [Fact]
    public void The_abstain_label_is_learned_and_never_answered()
    {
        var offTopic = TrainedSample.Small[0].Label;
        var answerer = LocalAnswererTrainer.Train(TrainedSample.Small, TrainedSample.Quick with { Epochs = 8, AbstainLabel = offTopic });

        var held = TrainedSample.Test.Where(e => e.Label == offTopic).Select(e => answerer.Predict(e.Text)).ToList();

        Assert.NotEmpty(held);
        Assert.All(held.Where(p => answerer.Labels[p.LabelIndex] == offTopic), static p => Assert.True(p.OutOfDomain && p.Confidence == 0));
        Assert.True(held.Count(static p => p.OutOfDomain) > held.Count / 2);
    }

    private static byte[] Bytes(LocalAnswererOptions options)
    {
        using var stream = new MemoryStream();
        LocalAnswererTrainer.Train(TrainedSample.Small, options).Save(stream);
        return stream.ToArray();
    }

    private sealed class Recorder(List<TrainingProgress> seen) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => seen.Add(value);
    }
}
