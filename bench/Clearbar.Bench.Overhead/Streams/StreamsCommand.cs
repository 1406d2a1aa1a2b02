using System.CommandLine;

namespace Clearbar.Bench.Overhead.Streams;

/// <summary><c>streams</c>: measures the memory of open streams.</summary>
internal static class StreamsCommand
{
    public static Command Create()
    {
        var shared = new SharedOptions("markdown", "json");
        var command = new Command("streams", "Measure what many open streams cost, beside nginx and a plain passthrough");
        shared.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var options = new StreamsOptions { Gateway = shared.Gateway(parsed), Quick = shared.Quick(parsed), Pinned = shared.Pinned(parsed) };
            return shared.RunAsync(parsed, async () =>
            {
                var figures = await new StreamsRun(options, Console.Error).RunAsync();
                Console.Out.Write(shared.Format(parsed) == "json" ? StreamsText.Json(options, figures) : StreamsText.Markdown(options, figures));
                return StreamsText.IsMet(figures);
            });
        });
        return command;
    }
}
