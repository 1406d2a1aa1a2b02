using System.Text.Json;

namespace Clearbar.Upstreams.Emulator.Rules;

/// <summary>Reads which calls a scripted rule is for.</summary>
/// <remarks>
/// Grammar: <c>{model?, path?, surface?, account?, region?, stream?: bool, probability?: 0..1, nth?: 0.., times?: 0..}</c>.
/// </remarks>
internal static class RuleReader
{
    private static readonly string[] s_surfaces =
        ["anthropic-api", "bedrock", "bedrock-mantle", "claude-platform-aws", "openai-compatible"];

    public static TRule ReadMatch<TRule>(JsonElement match, TRule rule)
        where TRule : CallRule
    {
        foreach (var member in match.EnumerateObject())
        {
            rule = member.Name switch
            {
                "model" => rule with { Model = member.Value.GetString() },
                "path" => rule with { Path = member.Value.GetString() },
                "surface" => rule with { Surface = SurfaceOf(member.Value.GetString()) },
                "account" => rule with { Account = member.Value.GetString() },
                "region" => rule with { Region = member.Value.GetString() },
                "stream" => rule with { Stream = member.Value.GetBoolean() },
                "probability" => rule with { Probability = member.Value.GetDouble() },
                "nth" => rule with { Nth = member.Value.GetInt32() },
                "times" => rule with { Times = member.Value.GetInt32() },
                _ => throw new FormatException(
                    $"'{member.Name}' is unknown in a match; allowed: model, path, surface, account, region, stream, probability, nth, "
                    + "times."),
            };
        }

        return rule;
    }

    public static TRule Checked<TRule>(TRule rule)
        where TRule : CallRule
    {
        if (rule.Probability is not (>= 0 and <= 1))
        {
            throw new FormatException($"The probability {rule.Probability} is not between 0 and 1.");
        }

        return rule.Nth < 0 || rule.Times < 0 ? throw new FormatException("nth and times are 0 or more.") : rule;
    }

    public static string? SurfaceOf(string? name) => name is null || s_surfaces.Contains(name, StringComparer.Ordinal) ? name
        : throw new FormatException($"'{name}' is no surface; allowed: {string.Join(", ", s_surfaces)}.");
}
