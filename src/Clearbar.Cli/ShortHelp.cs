using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Clearbar.Cli;

/// <summary>
/// Help as a user of <c>./clearbar</c> expects it: the program's real name, and a list of verbs with one line each; a verb's own help keeps its
/// examples.
/// </summary>
public sealed class ShortHelp(HelpAction inner) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command is RootCommand root)
        {
            foreach (var verb in root.Subcommands)
            {
                var end = verb.Description?.IndexOf('\n', StringComparison.Ordinal) ?? -1;
                verb.Description = end < 0 ? verb.Description : verb.Description![..end].TrimEnd('\r');
            }
        }

        var output = parseResult.InvocationConfiguration.Output;
        using var text = new StringWriter();
        parseResult.InvocationConfiguration.Output = text;
        var code = inner.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(text.ToString().Replace(RootCommand.ExecutableName, "clearbar", StringComparison.Ordinal));
        return code;
    }

    /// <summary>Puts it in place of the library's own help.</summary>
    public static void Use(RootCommand root)
    {
        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction action } help)
            {
                help.Action = new ShortHelp(action);
            }
        }
    }
}
