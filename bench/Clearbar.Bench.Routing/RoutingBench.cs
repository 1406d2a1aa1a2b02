using Clearbar.Bench.Routing.Recordings;

namespace Clearbar.Bench.Routing;

/// <summary>The bench as one call.</summary>
public static class RoutingBench
{
    /// <summary>Runs what the command line asks for; 2 for a wrong one.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Takes the tables, or one JSON object per line.</param>
    /// <param name="error">Takes what was skipped and why.</param>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        if (args is ["--help"] or ["-h"])
        {
            output.WriteLine(BenchOptions.Usage);
            return 0;
        }

        if (args is ["--decision"])
        {
            DecisionBench.Run(output);
            return 0;
        }

        BenchOptions options;
        try
        {
            options = BenchOptions.Parse(args);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException)
        {
            error.WriteLine(wrong.Message);
            error.WriteLine(BenchOptions.Usage);
            return 2;
        }

        Judge(options, output, error);
        if (options.Wants("rung0"))
        {
            RungZero.Run(options, output, error);
        }

        return 0;
    }

    private static void Judge(BenchOptions options, TextWriter output, TextWriter error)
    {
        foreach (var ladder in Ladder.All.Where(ladder => options.Wants(ladder.Name)))
        {
            if (Halves.Read(ladder, options) is not { } halves)
            {
                error.WriteLine($"{ladder.Name}: {ladder.Folder} is not in the folder given; skipped");
                continue;
            }

            if (!options.Json)
            {
                Report.WriteHeader(ladder.Name, halves.Learn.Count, halves.Judge.Count, output);
            }

            foreach (var line in new Evaluation(halves.Learn, halves.Judge, options).Run())
            {
                if (options.Json)
                {
                    Report.WriteJson(line, output);
                }
                else
                {
                    Report.WriteText(line, output);
                }
            }
        }
    }
}
