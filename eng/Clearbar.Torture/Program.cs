using Clearbar.Torture;

TortureOptions options;
try
{
    options = TortureOptions.Parse(args);
}
catch (FormatException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 2;
}

return await Torturer.RunAsync(options);
