namespace Clearbar.LocalAnswers.Learning;

/// <summary>About half of one core: after each part of a training the thread rests for as long as the part took.</summary>
internal sealed class TrainingRest(TimeProvider clock, CancellationToken cancellation) : IProgress<TrainingProgress>
{
    // A network of the largest store takes less; a clock that jumps must not put the trainer to sleep for hours.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private long _since = clock.GetTimestamp();

    public void Report(TrainingProgress value)
    {
        var worked = clock.GetElapsedTime(_since);
        cancellation.WaitHandle.WaitOne(worked < Longest ? worked : Longest);
        _since = clock.GetTimestamp();
    }
}
