using Clearbar.Bench.Rung0;
using Clearbar.Bench.Rung0.Extraction;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(BenchOptions.Usage);
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

if (options.Extraction)
{
    var sets = TemplateSet.LoadAll(Path.Combine(DataSet.Repository(), "bench", "Clearbar.Bench.Rung0", "Extraction", "Templates")).ToList();
    if (options.Tried)
    {
        ExtractionTried.Run(sets, options, Console.Out);
        return 0;
    }

    foreach (var set in sets)
    {
        ExtractionReport.Write(ExtractionMeasurement.Run(set, options), options, Console.Out);
    }

    return 0;
}

var measurements = new List<Measurement>();
foreach (var data in DataSet.Load(options))
{
    if (options.Tried)
    {
        TriedIdeas.Run(data, options, Console.Out);
        continue;
    }

    var measurement = Measurement.Run(data, options);
    measurements.Add(measurement);
    if (options.Json)
    {
        JsonReport.Write(measurement, options, Console.Out);
    }
    else
    {
        TextReport.Write(measurement, options, Console.Out);
    }
}

if (options.SvgPath is not null && measurements.Count > 0)
{
    File.WriteAllText(options.SvgPath, SvgCurve.Draw(measurements, options));
    Console.Error.WriteLine($"curve drawn to {options.SvgPath}");
}

return 0;
