using System.Runtime.CompilerServices;
using System.Text;

namespace Clearbar.EndToEnd.Faults;

/// <summary>
/// Everything an upstream can do wrong, in every dialect and over every crossing, relayed at once and held until checked, against one table
/// of what the client is told and what the ledger says. <c>CLEARBAR_UPDATE_TABLES=1</c> writes the table anew; read the difference before
/// committing it.
/// </summary>
public sealed class FaultTests
{
    [Fact]
    public async Task Every_fault_ends_as_the_table_says()
    {
        var table = new StringBuilder();
        var violations = new List<string>();
        foreach (var (lane, passed, held) in await RunAsync())
        {
            foreach (var one in passed.Concat(held))
            {
                violations.AddRange(one.Violations().Select(what => $"{lane.Name}, {one.Fault}: {what}"));
            }

            Append(table, lane, passed, held);
        }

        Compare(table.ToString());
        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    /// <summary>Lanes have nothing in common, and much of their time is the back-off before a second try: some run side by side.</summary>
    private static async Task<(Lane Lane, List<FaultCase> Passed, List<FaultCase> Held)[]> RunAsync()
    {
        using var places = new SemaphoreSlim(4);
        return await Task.WhenAll(Lane.All.Select(async lane =>
        {
            await places.WaitAsync();
            try
            {
                return (lane, await FaultRun.AllAsync(lane, held: false), lane.CanBeHeld ? await FaultRun.AllAsync(lane, held: true) : []);
            }
            finally
            {
                places.Release();
            }
        }));
    }

    /// <summary>One line where it makes no difference whether the answer was held, two where it does.</summary>
    private static void Append(StringBuilder table, Lane lane, List<FaultCase> passed, List<FaultCase> held)
    {
        table.Append("== ").Append(lane.Name).Append('\n');
        for (var i = 0; i < passed.Count; i++)
        {
            var line = passed[i].ToLine();
            var other = held.Count == 0 ? null : held[i].ToLine();
            table.Append(other == line ? "both   | " : "passed | ").Append(line).Append('\n');
            if (other is not null && other != line)
            {
                table.Append("held   | ").Append(other).Append('\n');
            }
        }

        table.Append('\n');
    }

    private static void Compare(string actual, [CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "faults.table");
        if (Environment.GetEnvironmentVariable("CLEARBAR_UPDATE_TABLES") == "1")
        {
            File.WriteAllText(path, actual);
        }

        using var resource = typeof(FaultTests).Assembly.GetManifestResourceStream("faults.table");
        Assert.True(resource is not null || File.Exists(path), "the table is missing");
        using var reader = resource is null || File.Exists(path) ? new StreamReader(path) : new StreamReader(resource);
        var expected = WithGroups(reader.ReadToEnd().ReplaceLineEndings("\n"));
        var lines = WithGroups(actual);
        var different = lines.Except(expected, StringComparer.Ordinal).Select(line => "is  " + line)
            .Concat(expected.Except(lines, StringComparer.Ordinal).Select(line => "was " + line)).ToList();
        Assert.True(different.Count == 0, string.Join('\n', different));
        Assert.Equal(expected, lines);
    }

    /// <summary>Each line with the heading it stands under, so that a difference says where it is.</summary>
    private static List<string> WithGroups(string table)
    {
        var group = "";
        var lines = new List<string>();
        foreach (var line in table.Split('\n'))
        {
            group = line.StartsWith("== ", StringComparison.Ordinal) ? line : group;
            lines.Add($"{group} {line}");
        }

        return lines;
    }
}
