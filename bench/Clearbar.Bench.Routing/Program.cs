using Clearbar.Bench.Routing;
using Clearbar.Bench.Routing.Recordings;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(BenchOptions.Usage);
    return 0;
}

if (args is ["--decision"])
{
    DecisionBench.Run(Console.Out);
    return 0;
}

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (Exception error) when (error is ArgumentException or FormatException)
{
    Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine(BenchOptions.Usage);
    return 2;
}

foreach (var ladder in Ladder.All.Where(ladder => options.Wants(ladder.Name)))
{
    if (Halves.Read(ladder, options) is not { } halves)
    {
        Console.Error.WriteLine($"{ladder.Name}: {ladder.Folder} is not in the folder given; skipped");
        continue;
    }

    if (!options.Json)
    {
        Report.WriteHeader(ladder.Name, halves.Learn.Count, halves.Judge.Count, Console.Out);
    }

    foreach (var line in new Evaluation(halves.Learn, halves.Judge, options).Run())
    {
        if (options.Json)
        {
            Report.WriteJson(line, Console.Out);
        }
        else
        {
            Report.WriteText(line, Console.Out);
        }
    }
}

if (options.Wants("rung0"))
{
    RungZero.Run(options, Console.Out);
}

return 0;
