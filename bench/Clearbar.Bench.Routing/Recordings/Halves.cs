using Clearbar.Routing.Policies;

namespace Clearbar.Bench.Routing.Recordings;

/// <summary>What may be learned from, and what is judged.</summary>
internal sealed record Halves(OutcomeSample Learn, OutcomeSample Judge)
{
    /// <summary>Reads both folders, or divides the first by the seed; null when the data set is missing.</summary>
    public static Halves? Read(Ladder ladder, BenchOptions options)
    {
        if (RecordingReader.Read(options.LearnFolder!, ladder) is not { } first)
        {
            return null;
        }

        if (options.JudgeFolder is not null)
        {
            return RecordingReader.Read(options.JudgeFolder, ladder) is { } second ? new Halves(Shuffled(first, options.Seed), second) : null;
        }

        var shuffled = Shuffled(first, options.Seed);
        var learned = (int)(shuffled.Count * options.Share);
        return new Halves(first.With([.. shuffled.Requests.Take(learned)]), first.With([.. shuffled.Requests.Skip(learned)]));
    }

    // The files are sorted by subject and model behaviour in part; the calibrator wants an order that says nothing.
    private static OutcomeSample Shuffled(OutcomeSample sample, ulong seed)
    {
        var random = new Random((int)seed);
        RecordedRequest[] rows = [.. sample.Requests];
        random.Shuffle(rows);
        return sample.With(rows);
    }
}
