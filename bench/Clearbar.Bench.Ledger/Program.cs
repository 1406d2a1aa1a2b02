using Clearbar.Bench.Ledger;

BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

using IBenchStore store = options.Postgres ? new PostgresBenchStore(options.Directory) : new SqliteBenchStore(options.Directory);
if (options.Report)
{
    ReportBench.Run(store, options.Entries);
}
else
{
    WriteBench.Run(store, options);
}

return 0;
