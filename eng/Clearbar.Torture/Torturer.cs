using System.Data.Common;
using Clearbar.Cli;
using Clearbar.Torture.Audit;
using Clearbar.Torture.Ordeals;
using Clearbar.Torture.Stores;
using Spectre.Console;

namespace Clearbar.Torture;

/// <summary>Runs the ordeals one after the other, each with fresh books, on one store after the other.</summary>
internal static class Torturer
{
    private static readonly IOrdeal[] s_ordeals =
        [new Kills(), new DiskFull(), new FileLimit(), new StoreFull(), new StoreGone(), new StoreRestarts(), new ClockJumps(), new TwoGateways()];

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
        var results = new List<OrdealResult>();
        await Terminal.Talk().Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async progress =>
            {
                foreach (var store in Stores(options, root))
                {
                    using (store)
                    {
                        foreach (var ordeal in chosen)
                        {
                            var task = progress.AddTask($"{store.Name}: {ordeal.Name}", maxValue: ordeal.Steps(options));
                            results.Add(await RunAsync(options, ordeal, Path.Combine(root, $"{results.Count}-{ordeal.Name}"), store, () => task.Increment(1)));
                            task.StopTask();
                        }
                    }
                }
            });
        TortureReport.Write(options, results);
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

    /// <summary>One at a time: the second is started when the first has been disposed.</summary>
    private static IEnumerable<IStore> Stores(TortureOptions options, string root)
    {
        if (options.Sqlite)
        {
            yield return new SqliteStore();
        }

        if (options.Postgres)
        {
            yield return new PostgresStore(root + "-pg");
        }
    }

    private static async Task<OrdealResult> RunAsync(TortureOptions options, IOrdeal ordeal, string root, IStore store, Action step)
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var stand = await Stand.CreateAsync(options, root, store);
        try
        {
            return Result("passed", await ordeal.RunAsync(stand, step), stand.Last);
        }
        catch (OrdealSkippedException exception)
        {
            return Result("skipped", exception.Message, new Verdict());
        }
        catch (Exception exception) when (exception
            is OrdealFailedException or InvalidOperationException or InvalidDataException or HttpRequestException or DbException)
        {
            return Result("failed", exception.Message, stand.Last);
        }
        finally
        {
            // Also after a failure: the next ordeal needs it.
            store.GiveBack();
        }

        OrdealResult Result(string state, string what, Verdict verdict) => new(
            store.Name, ordeal.Name, state, what, stand.Audits, verdict, (int)TimeProvider.System.GetElapsedTime(started).TotalSeconds);
    }
}
