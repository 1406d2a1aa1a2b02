using System.Diagnostics.CodeAnalysis;

namespace Clearbar.Tiers;

/// <summary>
/// One step of a ladder: a tier, with or without extended thinking, or the local learned answerer (rung 0).
/// Written <c>local</c>, <c>haiku</c>, <c>sonnet</c>, <c>sonnet+thinking</c>, <c>opus</c>, <c>opus+thinking</c> …
/// </summary>
/// <param name="Tier">Null for <c>local</c>.</param>
/// <param name="Thinking">Extended thinking is switched on for this step.</param>
public sealed record Rung(Tier? Tier, bool Thinking)
{
    /// <summary>What the ledger's name of a rung ends in where the rung was asked to repair its answer.</summary>
    public const string RepairSuffix = "+repair";

    public static readonly Rung Local = new(null, false);

    public bool IsLocal => Tier is null;

    public string Name { get; } = NameOf(Tier, Thinking);

    public static bool TryParse(string text, [NotNullWhen(true)] out Rung? rung)
    {
        rung = text switch
        {
            "local" => Local,
            "haiku" => new Rung(Tiers.Tier.Haiku, false),
            "haiku+thinking" => new Rung(Tiers.Tier.Haiku, true),
            "sonnet" => new Rung(Tiers.Tier.Sonnet, false),
            "sonnet+thinking" => new Rung(Tiers.Tier.Sonnet, true),
            "opus" => new Rung(Tiers.Tier.Opus, false),
            "opus+thinking" => new Rung(Tiers.Tier.Opus, true),
            _ => null,
        };
        return rung is not null;
    }

    /// <summary>The rung's own name where it was asked to repair its answer; any other name as it is.</summary>
    public static string WithoutRepair(string name) => IsRepair(name) ? name[..^RepairSuffix.Length] : name;

    public static bool IsRepair(string? name) => name?.EndsWith(RepairSuffix, StringComparison.Ordinal) == true;

    public override string ToString() => Name;

    private static string NameOf(Tier? tier, bool thinking)
    {
        var name = tier switch
        {
            null => "local",
            Tiers.Tier.Haiku => "haiku",
            Tiers.Tier.Sonnet => "sonnet",
            _ => "opus",
        };
        return thinking ? name + "+thinking" : name;
    }
}
