using Clearbar.Rung0;

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

foreach (var data in DataSet.Load(options))
{
    var measurement = Measurement.Run(data, options);
    TextReport.Write(measurement, options, Console.Out);
}

return 0;
