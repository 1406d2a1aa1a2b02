namespace Clearbar.LocalAnswers.Learning;

/// <summary>One look at the examples of a class: train, measure on what was not trained on, certify or say what is missing.</summary>
internal sealed class LearningTrainer(TimeProvider clock)
{
    // A network of the largest store takes less; a clock that jumps must not put the trainer to sleep for hours.
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    /// <param name="delta">Error chance of this look.</param>
    /// <param name="target">Agreement to certify.</param>
    public LearningOutcome Look(LearningSample sample, double target, double delta, CancellationToken cancellation)
    {
        if (sample.WhyNot is { } reason)
        {
            return new LearningOutcome(null, null, null, reason);
        }

        var options = new LocalAnswererOptions { Delta = delta, AbstainLabel = sample.HasOther ? LearningSample.Other : null };
        var answerer = LocalAnswererTrainer.Train(sample.Rows, options, new Rest(clock, cancellation), cancellation);
        if (answerer.Curve.Certify(target, delta) is { } point)
        {
            var certificate = new LearningCertificate(
                clock.GetUtcNow(), point.Threshold, point.Total, point.Answered, point.Agreed, delta, sample.LabelCount);
            return new LearningOutcome(answerer, certificate, null, FormattableString.Invariant(
                $"certified: of {point.Total} examples {point.Share:P1} would be answered, {point.Agreement:P1} of them as the higher rungs did"));
        }

        var measured = answerer.Curve.Points.Count == 0 ? 0 : answerer.Curve.Points[^1].Total;
        var needed = answerer.Curve.TextsNeeded(target, delta) is { } texts ? Math.Max(1, texts - measured) : (int?)null;
        return new LearningOutcome(null, null, needed, needed is { } more
            ? FormattableString.Invariant($"an agreement of {target:0.##%} is not certified by {measured} examples yet; about {more} more are needed")
            : FormattableString.Invariant($"an agreement of {target:0.##%} is not in sight with {measured} examples: the surest answers agree less often"));
    }

    /// <summary>About half of one core: after each network the thread rests for as long as the network took.</summary>
    private sealed class Rest(TimeProvider clock, CancellationToken cancellation) : IProgress<TrainingProgress>
    {
        private long _since = clock.GetTimestamp();

        public void Report(TrainingProgress value)
        {
            var worked = clock.GetElapsedTime(_since);
            cancellation.WaitHandle.WaitOne(worked < LongestRest ? worked : LongestRest);
            _since = clock.GetTimestamp();
        }
    }
}
