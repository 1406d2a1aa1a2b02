using System.Globalization;

namespace Clearbar.Bench.Ledger;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    private const int DefaultEntries = 100_000;
    private const int DefaultReportEntries = 10_000_000;

    public bool Postgres { get; private init; }

    /// <summary>Time a month's report instead of writing.</summary>
    public bool Report { get; private init; }

    public int Entries { get; private init; }

    /// <summary>Where data directories and clusters are made.</summary>
    public string Directory { get; private init; } = Path.GetTempPath();

    /// <summary>Reads <c>[entries] [directory] [--store sqlite|postgres] [--report]</c>.</summary>
    public static BenchOptions Parse(string[] arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--store" => options with { Postgres = arguments[++i] switch { "postgres" => true, "sqlite" => false, var other => throw Bad(other) } },
                "--report" => options with { Report = true },
                var text when int.TryParse(text, CultureInfo.InvariantCulture, out var entries) => options with { Entries = entries },
                var text when text.StartsWith('-') => throw Bad(text),
                var text => options with { Directory = text },
            };
        }

        return options.Entries > 0 ? options : options with { Entries = options.Report ? DefaultReportEntries : DefaultEntries };
    }

    private static ArgumentException Bad(string text) =>
        new($"'{text}' is not understood; usage: bench/ledger [entries] [directory] [--store sqlite|postgres] [--report]");
}
