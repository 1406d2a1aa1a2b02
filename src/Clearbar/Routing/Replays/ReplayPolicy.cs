using System.Diagnostics.CodeAnalysis;
using Clearbar.Routing.Policies;

namespace Clearbar.Routing.Replays;

/// <summary>A policy as an owner writes it, before it is bound to the rungs of a sample or a ledger.</summary>
/// <remarks>
/// <code>
/// policy = rung *( ">" rung ) [ " gates" | " agreement" ]
/// </code>
/// as <see cref="Chain.Name"/> writes them. Several rungs without a word are gates.
/// </remarks>
public sealed record ReplayPolicy
{
    private ReplayPolicy(IReadOnlyList<string> rungs, EscalationSignal signal)
    {
        Rungs = rungs;
        Signal = signal;
        var walk = string.Join('>', rungs);
        Name = signal switch
        {
            EscalationSignal.Gates => walk + " gates",
            EscalationSignal.Agreement => walk + " agreement",
            _ => walk,
        };
    }

    /// <summary>Names of the rungs in the order they are asked; at least one.</summary>
    public IReadOnlyList<string> Rungs { get; }

    public EscalationSignal Signal { get; }

    /// <summary>The policy in its one spelling.</summary>
    public string Name { get; }

    /// <summary>Reads a policy.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ReplayPolicy? policy, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        policy = null;
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] rungs = parts.Length == 0 ? [] : parts[0].Split('>');
        EscalationSignal? signal = parts.Length switch
        {
            1 => rungs.Length > 1 ? EscalationSignal.Gates : EscalationSignal.None,
            2 when parts[1] == "gates" => EscalationSignal.Gates,
            2 when parts[1] == "agreement" => EscalationSignal.Agreement,
            _ => null,
        };
        if (signal is null || Array.Exists(rungs, static rung => rung.Length == 0))
        {
            fault = $"'{text}' is not a policy; write rungs with > between them, then nothing, gates or agreement, "
                + "for example 'haiku>opus gates'.";
            return false;
        }

        if (rungs.Distinct(StringComparer.Ordinal).Count() != rungs.Length)
        {
            fault = $"'{text}' asks a rung twice; every rung may stand in a policy once.";
            return false;
        }

        if (rungs.Length == 1 && signal != EscalationSignal.None)
        {
            fault = $"'{text}' has one rung and nowhere to go; leave out the word '{parts[1]}' or add a rung.";
            return false;
        }

        policy = new ReplayPolicy(rungs, signal.Value);
        fault = null;
        return true;
    }
}
