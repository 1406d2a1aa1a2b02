using Spectre.Console;

namespace Clearbar.Cli.Verbs;

/// <summary>A bar on stderr while long files are read; nothing where stderr is no terminal.</summary>
internal static class FileProgress
{
    /// <summary>Files below this are read before a bar could be seen.</summary>
    private const long WorthABar = 16 * 1024 * 1024;

    /// <param name="what">Beside the bar.</param>
    /// <param name="files">What will be read.</param>
    /// <param name="work">Gets what to call with the bytes read since the last call; null when nobody looks.</param>
    public static T Run<T>(string what, IReadOnlyList<string> files, Func<Action<long>?, T> work)
    {
        var bytes = files.Sum(static file => File.Exists(file) ? new FileInfo(file).Length : 0);
        if (bytes < WorthABar || Console.IsErrorRedirected)
        {
            return work(null);
        }

        return Terminal.Talk().Progress().AutoClear(true).Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).Start(context =>
        {
            var task = context.AddTask(Markup.Escape(what), maxValue: bytes);
            return work(read => task.Increment(read));
        });
    }
}
