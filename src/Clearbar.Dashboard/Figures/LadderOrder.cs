namespace Clearbar.Dashboard.Figures;

/// <summary>
/// Sorts rung names from the cheapest up. A name's beginning decides where it is drawn and in which colour, and nothing else: no figure
/// depends on it.
/// </summary>
public sealed class LadderOrder : IComparer<string>
{
    private static readonly string[] s_tiers = ["local", "haiku", "sonnet", "opus"];

    private LadderOrder()
    {
    }

    public static LadderOrder Instance { get; } = new();

    /// <summary>Number of different hues.</summary>
    public static int Hues => (s_tiers.Length * 2) + 1;

    /// <summary>
    /// A rung's hue, 0 to <see cref="Hues"/> − 1: two per tier (plain, and with thinking or effort options), the last for others.
    /// </summary>
    public static int Hue(string rung)
    {
        for (var i = 0; i < s_tiers.Length; i++)
        {
            if (rung.StartsWith(s_tiers[i], StringComparison.Ordinal))
            {
                return (i * 2) + (rung.Length == s_tiers[i].Length ? 0 : 1);
            }
        }

        return s_tiers.Length * 2;
    }

    public int Compare(string? x, string? y)
    {
        var byHue = Hue(x ?? string.Empty).CompareTo(Hue(y ?? string.Empty));
        return byHue != 0 ? byHue : string.CompareOrdinal(x, y);
    }
}
