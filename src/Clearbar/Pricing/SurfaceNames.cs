using Clearbar.Tiers;

namespace Clearbar.Pricing;

/// <summary>Surfaces as stable text, the way configuration, cases and reports write them.</summary>
public static class SurfaceNames
{
    /// <summary>Every name <see cref="TryParse"/> takes.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "bedrock", "bedrock-mantle", "anthropic-api", "claude-platform-aws", "managed-agents", "openai-compatible", "emulator", "local",
    ];

    public static string Of(Surface surface) => All[(int)surface];

    public static bool TryParse(string? text, out Surface surface)
    {
        for (var index = 0; index < All.Count; index++)
        {
            if (All[index] == text)
            {
                surface = (Surface)index;
                return true;
            }
        }

        surface = default;
        return false;
    }
}
