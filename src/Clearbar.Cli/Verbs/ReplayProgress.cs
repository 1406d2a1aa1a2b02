using Spectre.Console;

namespace Clearbar.Cli.Verbs;

/// <summary>A bar on stderr while a long ledger is replayed; nothing where stderr is no terminal.</summary>
internal sealed class ReplayProgress
{
    private readonly ProgressTask? _task;
    private readonly int _replays;

    private ReplayProgress(ProgressTask? task, int replays)
    {
        _task = task;
        _replays = replays;
    }

    public static T Run<T>(int replays, Func<ReplayProgress, T> work)
    {
        if (Console.IsErrorRedirected)
        {
            return work(new ReplayProgress(null, replays));
        }

        return Terminal.Talk().Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(context =>
        {
            var task = context.AddTask("reading the ledger");
            task.IsIndeterminate = true;
            return work(new ReplayProgress(task, replays));
        });
    }

    /// <summary>The first reading goes on; how long it takes is not known before it has ended.</summary>
    public void Surveyed(int entries) => _task?.Increment(entries);

    /// <summary>The replays begin.</summary>
    /// <param name="entries">Entries each of them reads.</param>
    public void Starts(long entries)
    {
        if (_task is not null)
        {
            _task.IsIndeterminate = false;
            _task.MaxValue = Math.Max(1, entries * _replays);
            _task.Value = 0;
            _task.Description = "replaying";
        }
    }

    public void Replayed(int entries) => _task?.Increment(entries);
}
