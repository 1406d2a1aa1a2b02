using Spectre.Console;

namespace Clearbar.Cli.Verbs;

/// <summary>The console of a verb's data: the terminal's own, or a plain one over a writer that a test or another program gave.</summary>
internal static class EstimateVerbConsole
{
    private const int WidthWithoutTerminal = 200;

    public static IAnsiConsole Of(TextWriter output)
    {
        if (ReferenceEquals(output, Console.Out))
        {
            var terminal = Terminal.Data();
            if (Console.IsOutputRedirected)
            {
                terminal.Profile.Width = WidthWithoutTerminal;
            }

            return terminal;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = WidthWithoutTerminal;
        return console;
    }
}
