using Spectre.Console;

namespace Clearbar.Cli;

/// <summary>The two consoles of every verb: data on stdout, talk on stderr. Colours and redrawing only on a terminal.</summary>
public static class Terminal
{
    /// <summary>Columns used where there is no terminal to ask: enough for every table to stay on one line.</summary>
    private const int RedirectedWidth = 140;

    public static IAnsiConsole Data() => Create(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Talk() => Create(Console.Error, Console.IsErrorRedirected);

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected)
        {
            console.Profile.Width = RedirectedWidth;
        }

        return console;
    }
}
