using System.Globalization;

namespace Clearbar.Torture;

/// <summary>What the command line asks for.</summary>
internal sealed record TortureOptions
{
    public const string Usage =
        "usage: eng/torture [--kills N] [--seed S] [--outage SECONDS] [--store sqlite|postgres] [--only NAME] [--format table|json]";

    public int Kills { get; private init; } = 200;

    public int Seed { get; private init; } = 20261121;

    /// <summary>How long the store is away, in seconds.</summary>
    public int OutageSeconds { get; private init; } = 60;

    public bool Postgres { get; private init; }

    /// <summary>Name of the one ordeal to run; null for all.</summary>
    public string? Only { get; private init; }

    public bool Json { get; private init; }

    /// <exception cref="FormatException">An option is not one of these, or its value is not.</exception>
    public static TortureOptions Parse(string[] arguments)
    {
        var options = new TortureOptions();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : throw new FormatException($"{arguments[i]} has no value; {Usage}");
            options = (arguments[i], value) switch
            {
                ("--kills", _) => options with { Kills = Count(value) },
                ("--seed", _) => options with { Seed = Count(value) },
                ("--outage", _) => options with { OutageSeconds = Count(value) },
                ("--store", "sqlite" or "postgres") => options with { Postgres = value == "postgres" },
                ("--only", _) => options with { Only = value },
                ("--format", "table" or "json") => options with { Json = value == "json" },
                _ => throw new FormatException($"'{arguments[i]} {value}' is not understood; {Usage}"),
            };
        }

        return options;
    }

    private static int Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 100_000_000
            ? count
            : throw new FormatException($"'{text}' is not a whole number above 0; {Usage}");
}
