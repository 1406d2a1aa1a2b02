using Clearbar.Cli;
using Clearbar.Torture.Audit;
using Clearbar.Torture.Ordeals;
using Clearbar.Torture.Stores;
using Spectre.Console;

namespace Clearbar.Torture;

/// <summary>Runs the ordeals one after the other, each with fresh books.</summary>
internal static class Torturer
{
    private static readonly IOrdeal[] s_ordeals = [new Kills(), new DiskFull(), new StoreGone(), new StoreRestarts(), new ClockJumps(), new TwoGateways()];

    /// <summary>Returns the exit code: 0 all passed or skipped, 1 one failed, 2 there is no ordeal of that name.</summary>
    public static async Task<int> RunAsync(TortureOptions options)
    {
        var chosen = Array.FindAll(s_ordeals, ordeal => options.Only is null || ordeal.Name == options.Only);
        if (chosen.Length == 0)
        {
            Console.Error.WriteLine($"There is no ordeal '{options.Only}'; allowed: {string.Join(", ", s_ordeals.Select(static ordeal => ordeal.Name))}");
            return 2;
        }

        var root = Directory.CreateTempSubdirectory("clearbar-torture-").FullName;
        using IStore store = options.Postgres ? new PostgresStore(root + "-pg") : new SqliteStore();
        var results = new List<OrdealResult>();
        await Terminal.Talk().Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async progress =>
            {
                foreach (var ordeal in chosen)
                {
                    var task = progress.AddTask(ordeal.Name, maxValue: ordeal.Steps(options));
                    results.Add(await RunAsync(options, ordeal, Path.Combine(root, ordeal.Name), store, () => task.Increment(1)));
                    task.StopTask();
                }
            });
        TortureReport.Write(options, store.Name, results);
        var failed = results.Exists(static result => result.State == "failed");
        if (failed)
        {
            Console.Error.WriteLine($"The failed ordeals' data directories are kept in {root}.");
        }
        else
        {
            Directory.Delete(root, recursive: true);
        }

        return failed ? 1 : 0;
    }

    private static async Task<OrdealResult> RunAsync(TortureOptions options, IOrdeal ordeal, string root, IStore store, Action step)
    {
        await using var stand = await Stand.CreateAsync(options, root, store);
        try
        {
            var what = await ordeal.RunAsync(stand, step);
            return new OrdealResult(ordeal.Name, "passed", what, stand.Audits, stand.Last);
        }
        catch (OrdealSkippedException exception)
        {
            return new OrdealResult(ordeal.Name, "skipped", exception.Message, stand.Audits, new Verdict());
        }
        catch (Exception exception) when (exception is OrdealFailedException or InvalidOperationException or InvalidDataException or HttpRequestException)
        {
            return new OrdealResult(ordeal.Name, "failed", exception.Message, stand.Audits, stand.Last);
        }
    }
}
