using Clearbar.Wire.Crossings.AnthropicToOpenAi;
using Clearbar.Wire.Crossings.OpenAiToAnthropic;

namespace Clearbar.Wire.Crossings;

/// <summary>The crossings there are.</summary>
public static class DialectCrossings
{
    private static readonly DialectCrossing[] All =
    [
        new OpenAiToAnthropicCrossing(),
        new AnthropicToOpenAiCrossing(),
    ];

    /// <summary>Null when this pair cannot be translated; a dialect needs no crossing to itself.</summary>
    public static DialectCrossing? Find(Dialect client, Dialect upstream)
    {
        foreach (var crossing in All)
        {
            if (crossing.Client == client && crossing.Upstream == upstream)
            {
                return crossing;
            }
        }

        return null;
    }
}
