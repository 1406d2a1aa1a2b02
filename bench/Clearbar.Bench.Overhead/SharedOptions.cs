using System.CommandLine;

namespace Clearbar.Bench.Overhead;

/// <summary>The options every verb that measures has, and its exit codes: 0 the goal is met, 1 something was wrong, 3 the goal is missed.</summary>
internal sealed class SharedOptions
{
    private const int Wrong = 1;
    private const int Missed = 3;

    private readonly Option<bool> _quick = new("--quick") { Description = "Fewer and shorter rounds, rougher figures" };

    private readonly Option<bool> _pinned = new("--pinned") { Description = "Bind servers to cores 0 and 1 with taskset" };

    private readonly Option<FileInfo> _gateway = new("--gateway")
    {
        Description = "Clearbar.Cli.dll to measure (default: the one built with this bench)",
        DefaultValueFactory = static _ => new FileInfo(
            Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Clearbar.Cli", "release", "Clearbar.Cli.dll"))),
    };

    private readonly Option<string> _format;

    /// <param name="formats">Output formats; the first is the default. Markdown has ratios only.</param>
    public SharedOptions(params string[] formats)
    {
        _format = new Option<string>("--format") { Description = string.Join(", ", formats), DefaultValueFactory = _ => formats[0] };
        _format.AcceptOnlyFromAmong(formats);
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_quick);
        command.Options.Add(_format);
        command.Options.Add(_pinned);
        command.Options.Add(_gateway);
    }

    public bool Quick(ParseResult parsed) => parsed.GetValue(_quick);

    public bool Pinned(ParseResult parsed) => parsed.GetValue(_pinned);

    public string Format(ParseResult parsed) => parsed.GetValue(_format)!;

    public string Gateway(ParseResult parsed) => parsed.GetValue(_gateway)!.FullName;

    /// <param name="measure">Measures and tells; whether the goal is met.</param>
    public async Task<int> RunAsync(ParseResult parsed, Func<Task<bool>> measure)
    {
        if (!File.Exists(Gateway(parsed)))
        {
            await Console.Error.WriteLineAsync($"There is no gateway at {Gateway(parsed)}: build src/Clearbar.Cli, or name it with --gateway.");
            return Wrong;
        }

        try
        {
            return await measure() ? 0 : Missed;
        }
        catch (BenchException exception)
        {
            await Console.Error.WriteLineAsync($"\n{exception.Message}");
            return Wrong;
        }
    }
}
