using Clearbar.Wire.Crossings.AnthropicToConverse;
using Clearbar.Wire.Crossings.AnthropicToOpenAi;
using Clearbar.Wire.Crossings.ConverseToAnthropic;
using Clearbar.Wire.Crossings.InvokeToAnthropic;
using Clearbar.Wire.Crossings.OpenAiToAnthropic;

namespace Clearbar.Wire.Crossings;

/// <summary>The crossings there are.</summary>
public static class DialectCrossings
{
    private static readonly DialectCrossing[] All =
    [
        new OpenAiToAnthropicCrossing(),
        new AnthropicToOpenAiCrossing(),
        new ConverseToAnthropicCrossing(),
        new AnthropicToConverseCrossing(),
        new InvokeToAnthropicCrossing(),
    ];

    private static readonly DialectCrossing?[,] Table = Build();

    /// <summary>
    /// The direct crossing, or else one through the Messages dialect, which is the canonical one. Null when this pair cannot be
    /// translated; a dialect needs no crossing to itself. Gives the same instance each time.
    /// </summary>
    public static DialectCrossing? Find(Dialect client, Dialect upstream) =>
        (int)client < Table.GetLength(0) && (int)upstream < Table.GetLength(1) ? Table[(int)client, (int)upstream] : null;

    private static DialectCrossing?[,] Build()
    {
        var dialects = Enum.GetValues<Dialect>();
        var table = new DialectCrossing?[dialects.Length, dialects.Length];
        foreach (var crossing in All)
        {
            table[(int)crossing.Client, (int)crossing.Upstream] = crossing;
        }

        foreach (var client in dialects)
        {
            foreach (var upstream in dialects)
            {
                if (client != upstream && table[(int)client, (int)upstream] is null
                    && table[(int)client, (int)Dialect.Anthropic] is { } first and not ChainedCrossing
                    && table[(int)Dialect.Anthropic, (int)upstream] is { } second and not ChainedCrossing)
                {
                    table[(int)client, (int)upstream] = new ChainedCrossing(first, second);
                }
            }
        }

        return table;
    }
}
