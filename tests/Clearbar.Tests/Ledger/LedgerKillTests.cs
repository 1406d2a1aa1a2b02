using System.Diagnostics;
using System.Text;
using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.Tests.Ledger;

/// <summary>
/// <c>kill -9</c> of a real process in the middle of appending. The child is this test executable started again for one explicit test; it
/// prints a line after each call has returned, and is killed when the parent has read so many lines.
/// </summary>
public sealed class LedgerKillTests
{
    private const string ChildVariable = "CLEARBAR_TEST_LEDGER_CHILD";
    private const int Kills = 12;
    private const int ChildThreads = 2;

    [Fact]
    public async Task Whatever_a_killed_gateway_had_recorded_is_in_the_store_exactly_once()
    {
        using var data = new DataDirectory();
        var opened = new HashSet<Guid>();
        var settled = new HashSet<Guid>();
        var random = new Random(20261121);
        for (var kill = 0; kill < Kills; kill++)
        {
            var appended = await AppendAndKillAsync(data.Root, random.Next(1, 1500));
            foreach (var (id, settle) in appended)
            {
                Assert.True((settle ? settled : opened).Add(id));
            }
        }

        await using (LedgerService.Open(
            new LedgerOptions { DataDirectory = data.Root }, TimeProvider.System, NullLogger<LedgerService>.Instance))
        {
        }

        var outcomes = StoreProbe.Outcomes(data.Root);
        Assert.NotEmpty(settled);
        foreach (var id in opened)
        {
            Assert.True(outcomes.ContainsKey(id), $"opened entry {id} is lost");
        }

        foreach (var id in settled)
        {
            Assert.Equal(EntryOutcome.Accepted, outcomes[id]);
        }

        // Threads were killed between recording and saying so: at most one record each per kill.
        Assert.InRange(outcomes.Count - opened.Count, 0, Kills * ChildThreads);
        Assert.DoesNotContain(EntryOutcome.Open, outcomes.Values);
        Assert.InRange(outcomes.Values.Count(outcome => outcome == EntryOutcome.Abandoned), 1, Kills * ChildThreads);
    }

    /// <summary>The child: appends until it is killed.</summary>
    [Fact(Explicit = true)]
    public void Append_until_killed()
    {
        var directory = Environment.GetEnvironmentVariable(ChildVariable);
        Assert.SkipWhen(directory is null, "Runs only as a child of the kill test.");
        var options = new LedgerOptions
        {
            DataDirectory = directory,
            DrainInterval = TimeSpan.FromMilliseconds(3),
            DrainBatch = 64,
            MaxSegmentBytes = 64 * 1024,
            Fsync = FsyncPolicy.None,
        };
        var ledger = LedgerService.Open(options, TimeProvider.System, NullLogger<LedgerService>.Instance);
        using var output = Console.OpenStandardOutput();
        var gate = new Lock();
        Parallel.For(0, ChildThreads, new ParallelOptions { MaxDegreeOfParallelism = ChildThreads }, _ =>
        {
            while (true)
            {
                var id = Guid.CreateVersion7();
                ledger.Open(SampleEntries.Opened(id));
                Say(output, gate, $"\nopened {id}\n");
                ledger.Settle(SampleEntries.Settled(id));
                Say(output, gate, $"\nsettled {id}\n");
            }
        });
    }

    private static void Say(Stream output, Lock gate, string line)
    {
        lock (gate)
        {
            output.Write(Encoding.ASCII.GetBytes(line));
        }
    }

    private static async Task<List<(Guid Id, bool Settle)>> AppendAndKillAsync(string directory, int lines)
    {
        using var child = new Process { StartInfo = ChildStart(directory) };
        child.Start();
        var appended = new List<(Guid Id, bool Settle)>();
        var other = new StringBuilder();
        var killed = false;
        while (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (Parse(line) is not { } said)
            {
                other.AppendLine(line);
                continue;
            }

            // What was said before the kill and is still in the pipe counts too.
            appended.Add(said);
            if (appended.Count >= lines && !killed)
            {
                killed = true;
                child.Kill();
            }
        }

        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(killed, $"the child ended by itself: {other}");
        return appended;
    }

    private static ProcessStartInfo ChildStart(string directory)
    {
        var assembly = typeof(LedgerKillTests).Assembly;
        var own = Environment.ProcessPath!;
        var start = new ProcessStartInfo(own) { RedirectStandardOutput = true, UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(own) == "dotnet")
        {
            // Started through the dotnet host rather than as an executable of its own.
            start.ArgumentList.Add(assembly.Location);
        }

        start.ArgumentList.Add("-method");
        start.ArgumentList.Add($"{typeof(LedgerKillTests).FullName}.{nameof(Append_until_killed)}");
        start.ArgumentList.Add("-explicit");
        start.ArgumentList.Add("only");
        start.Environment[ChildVariable] = directory;
        return start;
    }

    private static (Guid Id, bool Settle)? Parse(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0 || line[..space] is not ("opened" or "settled") || !Guid.TryParse(line.AsSpan(space + 1), out var id))
        {
            return null;
        }

        return (id, line[0] == 's');
    }
}
