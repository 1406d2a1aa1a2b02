using System.Globalization;

namespace Clearbar.Torture;

/// <summary>What the command line asks for.</summary>
internal sealed record TortureOptions
{
    public const string Usage =
        "usage: eng/torture [--quick] [--kills N] [--seed S] [--outage SECONDS] [--store both|sqlite|postgres] [--only NAME] [--format table|json]";

    public int Kills { get; private init; } = 200;

    public int Seed { get; private init; } = 20261121;

    /// <summary>How long the store is away, in seconds.</summary>
    public int OutageSeconds { get; private init; } = 150;

    public bool Sqlite { get; private init; } = true;

    public bool Postgres { get; private init; } = true;

    /// <summary>Name of the one ordeal to run; null for all.</summary>
    public string? Only { get; private init; }

    public bool Json { get; private init; }

    /// <exception cref="FormatException">An option is not one of these, or its value is not.</exception>
    public static TortureOptions Parse(string[] arguments)
    {
        var options = new TortureOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--quick")
            {
                options = options with { Kills = 10, OutageSeconds = 6 };
                continue;
            }

            var name = arguments[i];
            var value = ++i < arguments.Length ? arguments[i] : throw new FormatException($"{name} has no value; {Usage}");
            options = (name, value) switch
            {
                ("--kills", _) => options with { Kills = Count(value) },
                ("--seed", _) => options with { Seed = Count(value) },
                ("--outage", _) => options with { OutageSeconds = Count(value) },
                ("--store", "both" or "sqlite" or "postgres") => options with { Sqlite = value != "postgres", Postgres = value != "sqlite" },
                ("--only", _) => options with { Only = value },
                ("--format", "table" or "json") => options with { Json = value == "json" },
                _ => throw new FormatException($"'{name} {value}' is not understood; {Usage}"),
            };
        }

        return options;
    }

    private static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 100_000_000
            ? count
            : throw new FormatException($"'{text}' is not a whole number above 0; {Usage}");
}
