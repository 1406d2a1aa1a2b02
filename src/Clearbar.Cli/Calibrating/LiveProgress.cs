using Spectre.Console;

namespace Clearbar.Cli.Calibrating;

/// <summary>A bar on stderr while requests are asked; nothing where stderr is no terminal.</summary>
internal static class LiveProgress
{
    /// <param name="requests">Requests that will be asked.</param>
    /// <param name="seen">Somebody looks at stderr.</param>
    /// <param name="work">Gets what to call after each request.</param>
    public static Task<T> RunAsync<T>(int requests, bool seen, Func<Action<CostCap>, Task<T>> work)
    {
        if (!seen || Console.IsErrorRedirected)
        {
            return work(static _ => { });
        }

        return Terminal.Talk().Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).StartAsync(context =>
        {
            var task = context.AddTask($"asking {requests:N0} requests", maxValue: requests);
            return work(cap =>
            {
                task.Description = $"asking {requests:N0} requests, ${cap.Spent.Amount:0.00##} of ${cap.Cap}";
                task.Increment(1);
            });
        });
    }
}
