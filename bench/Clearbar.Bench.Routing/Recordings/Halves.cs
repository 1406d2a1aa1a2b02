using System.Globalization;
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
        var order = options.ByVerdicts ? shuffled.Requests.OrderBy(Stratum, StringComparer.Ordinal).ToArray() : [.. shuffled.Requests];
        var isLearned = new HashSet<RecordedRequest>(ReferenceEqualityComparer.Instance);
        var learned = (int)(shuffled.Count * options.Share);
        for (var i = 0; i < order.Length; i++)
        {
            // Evenly spread over the strata; without strata, the first part.
            if (options.ByVerdicts ? (int)((i + 1) * options.Share) > (int)(i * options.Share) : i < learned)
            {
                isLearned.Add(order[i]);
            }
        }

        return new Halves(
            first.With([.. shuffled.Requests.Where(isLearned.Contains)]), first.With([.. shuffled.Requests.Where(r => !isLearned.Contains(r))]));
    }

    private static string Stratum(RecordedRequest request)
        => string.Create(CultureInfo.InvariantCulture, $"{request.Class}\0{string.Join(' ', request.Rungs.Select(static rung => rung.Score))}");

    // The files are sorted by subject and model behaviour in part; the calibrator wants an order that says nothing.
    private static OutcomeSample Shuffled(OutcomeSample sample, ulong seed)
    {
        var random = new Random((int)seed);
        RecordedRequest[] rows = [.. sample.Requests];
        random.Shuffle(rows);
        return sample.With(rows);
    }
}
