using Clearbar.Bench.Rung0;

namespace Clearbar.Bench.Routing;

/// <summary>Rung 0 on the labelled data sets, by the engine of <c>bench/rung0</c>.</summary>
internal static class RungZero
{
    public static void Run(BenchOptions options, TextWriter to, TextWriter error)
    {
        if (!Directory.Exists(Path.Combine(options.LearnFolder!, "intents")))
        {
            error.WriteLine("rung0: there is no intents folder; skipped");
            return;
        }

        string[] folders = options.JudgeFolder is null
            ? ["--learn", options.LearnFolder!]
            : ["--learn", options.LearnFolder!, "--judge", options.JudgeFolder];
        var rung0 = Rung0.BenchOptions.Parse([.. folders, "--format", options.Json ? "json" : "text"]);
        foreach (var data in DataSet.Load(rung0))
        {
            var measurement = Measurement.Run(data, rung0);
            if (options.Json)
            {
                JsonReport.Write(measurement, rung0, to);
            }
            else
            {
                to.WriteLine();
                TextReport.Write(measurement, rung0, to);
            }
        }
    }
}
