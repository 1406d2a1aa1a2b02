using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Clearbar.Upstreams.Emulator.Models;

/// <summary>
/// The models the emulator answers for, found by exact id on either surface; an id is never guessed from a part of it.
/// </summary>
/// <remarks>
/// Ids, profiles, context and cacheable minimum: Anthropic models and pricing pages and AWS cross-region profile list, Oct 2026. Output
/// maxima before 4.6: Anthropic models page, May 2026. Assumed, no public figure: cacheable minimum of Opus 5.5 (512) and Haiku 5.5
/// (4,096).
/// </remarks>
internal static class EmulatedModels
{
    private const int Short = 200_000;
    private const int Long = 1_000_000;

    public static readonly IReadOnlyList<EmulatedModel> All =
    [
        new("claude-haiku-5-5", "anthropic.claude-haiku-5-5", "global us jp", EmulatedLine.Haiku, 55, Long, 128_000, 4096, 4096),
        new("claude-sonnet-5-5", "anthropic.claude-sonnet-5-5", "global us", EmulatedLine.Sonnet, 55, Long, 128_000, 512, 512),
        new("claude-opus-5-5", "anthropic.claude-opus-5-5", "global us eu jp au", EmulatedLine.Opus, 55, Long, 128_000, 512, 512),
        new("claude-fable-5-1", "anthropic.claude-fable-5-1", "global us", EmulatedLine.Fable, 51, Long, 128_000, 512, 512),
        new("claude-opus-5", "anthropic.claude-opus-5", "global us eu jp au", EmulatedLine.Opus, 50, Long, 128_000, 512, 512),
        new("claude-sonnet-5", "anthropic.claude-sonnet-5", "global us eu jp au", EmulatedLine.Sonnet, 50, Long, 128_000, 1024, 1024),
        new("claude-mythos-5", null, "", EmulatedLine.Mythos, 50, Long, 128_000, 512, 512),
        new("claude-fable-5", "anthropic.claude-fable-5", "global us eu", EmulatedLine.Fable, 50, Long, 128_000, 512, 512),
        new("claude-opus-4-8", "anthropic.claude-opus-4-8", "global us eu jp au", EmulatedLine.Opus, 48, Long, 128_000, 1024, 1024),
        new("claude-opus-4-7", "anthropic.claude-opus-4-7", "global us eu jp au",
            EmulatedLine.Opus, 47, Long, 128_000, 2048, 4096)
        {
            Aliases = ["claude-opus-4-7-20260416"],
        },
        new("claude-sonnet-4-6", "anthropic.claude-sonnet-4-6", "global us eu jp au", EmulatedLine.Sonnet, 46, Long, 128_000, 1024, 1024),
        new("claude-opus-4-6", "anthropic.claude-opus-4-6-v1", "global us eu jp au",
            EmulatedLine.Opus, 46, Long, 128_000, 4096, 4096)
        {
            Aliases = ["claude-opus-4-6-20260205"],
        },
        new("claude-opus-4-5-20251101", "anthropic.claude-opus-4-5-20251101-v1:0", "global us eu",
            EmulatedLine.Opus, 45, Short, 64_000, 4096, 4096)
        {
            Aliases = ["claude-opus-4-5"],
        },
        new("claude-haiku-4-5-20251001", "anthropic.claude-haiku-4-5-20251001-v1:0", "global us eu jp au apac",
            EmulatedLine.Haiku, 45, Short, 64_000, 4096, 4096)
        {
            Aliases = ["claude-haiku-4-5"],
        },
        new("claude-sonnet-4-5-20250929", "anthropic.claude-sonnet-4-5-20250929-v1:0", "global us eu jp au us-gov", EmulatedLine.Sonnet,
            45, Short, 64_000, 1024, 1024)
        {
            Aliases = ["claude-sonnet-4-5"],
        },
        new("claude-opus-4-1-20250805", "anthropic.claude-opus-4-1-20250805-v1:0", "us",
            EmulatedLine.Opus, 41, Short, 32_000, 1024, 1024)
        {
            Aliases = ["claude-opus-4-1"],
        },
        new("claude-opus-4-20250514", "anthropic.claude-opus-4-20250514-v1:0", "us",
            EmulatedLine.Opus, 40, Short, 32_000, 1024, 1024)
        {
            Aliases = ["claude-opus-4-0", "claude-opus-4"],
        },
        new("claude-sonnet-4-20250514", "anthropic.claude-sonnet-4-20250514-v1:0", "global us eu apac",
            EmulatedLine.Sonnet, 40, Short, 64_000, 1024, 1024)
        {
            Aliases = ["claude-sonnet-4-0", "claude-sonnet-4"],
        },
        new("claude-3-7-sonnet-20250219", "anthropic.claude-3-7-sonnet-20250219-v1:0", "us eu apac",
            EmulatedLine.Sonnet, 37, Short, 64_000, 1024, 1024)
        {
            Aliases = ["claude-3-7-sonnet"],
        },
        new("claude-3-5-haiku-20241022", "anthropic.claude-3-5-haiku-20241022-v1:0", "us",
            EmulatedLine.Haiku, 35, Short, 8192, 2048, 2048)
        {
            Aliases = ["claude-3-5-haiku", "claude-haiku-3-5"],
        },
        new("claude-3-5-sonnet-20241022", "anthropic.claude-3-5-sonnet-20241022-v2:0", "us eu apac",
            EmulatedLine.Sonnet, 35, Short, 8192, 1024, 1024)
        {
            Aliases = ["claude-3-5-sonnet-v2"],
        },
        new("claude-3-5-sonnet-20240620", "anthropic.claude-3-5-sonnet-20240620-v1:0", "us eu apac",
            EmulatedLine.Sonnet, 35, Short, 8192, 1024, 0)
        {
            Aliases = ["claude-3-5-sonnet"],
        },
        new("claude-3-opus-20240229", "anthropic.claude-3-opus-20240229-v1:0", "us eu",
            EmulatedLine.Opus, 30, Short, 4096, 1024, 0)
        {
            Aliases = ["claude-3-opus"],
        },
        new("claude-3-haiku-20240307", "anthropic.claude-3-haiku-20240307-v1:0", "us eu apac",
            EmulatedLine.Haiku, 30, Short, 4096, 2048, 0)
        {
            Aliases = ["claude-3-haiku", "claude-haiku-3"],
        },
    ];

    private static readonly FrozenDictionary<string, EmulatedModel> s_direct = DirectIds();
    private static readonly FrozenDictionary<string, EmulatedModel> s_bedrock = BedrockIds();

    /// <summary>Finds a model by an id of the Anthropic API.</summary>
    public static bool TryFindDirect(string id, [NotNullWhen(true)] out EmulatedModel? model) => s_direct.TryGetValue(id, out model);

    /// <summary>
    /// Finds a model by what a Bedrock path may name: a base id, a system profile id, or the ARN of either
    /// (<c>arn:{partition}:bedrock:{region}:[account]:foundation-model|inference-profile/{id}</c>, Amazon Bedrock user guide).
    /// </summary>
    public static bool TryFindBedrock(string id, [NotNullWhen(true)] out EmulatedModel? model)
    {
        if (s_bedrock.TryGetValue(id, out model))
        {
            return true;
        }

        var slash = id.IndexOf('/', StringComparison.Ordinal);
        if (!id.StartsWith("arn:", StringComparison.Ordinal) || slash < 0)
        {
            return false;
        }

        var kind = id.AsSpan(0, slash);
        return (kind.EndsWith(":foundation-model", StringComparison.Ordinal)
            || kind.EndsWith(":inference-profile", StringComparison.Ordinal))
            && s_bedrock.TryGetValue(id[(slash + 1)..], out model);
    }

    private static FrozenDictionary<string, EmulatedModel> DirectIds()
    {
        var ids = new Dictionary<string, EmulatedModel>(StringComparer.Ordinal);
        foreach (var model in All)
        {
            ids.Add(model.Id, model);
            foreach (var alias in model.Aliases)
            {
                ids.Add(alias, model);
            }
        }

        return ids.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static FrozenDictionary<string, EmulatedModel> BedrockIds()
    {
        var ids = new Dictionary<string, EmulatedModel>(StringComparer.Ordinal);
        foreach (var model in All)
        {
            if (model.BedrockId is not { } bedrockId)
            {
                continue;
            }

            ids.Add(bedrockId, model);
            foreach (var prefix in model.Profiles.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                ids.Add(prefix + "." + bedrockId, model);
            }
        }

        return ids.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
