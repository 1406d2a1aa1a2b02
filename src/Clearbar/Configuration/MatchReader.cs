using Clearbar.Budgets;
using Clearbar.Classes;
using Clearbar.Tiers;

namespace Clearbar.Configuration;

/// <summary>Reads the object <c>match</c> of budgets, rate limits and classes.</summary>
internal static class MatchReader
{
    private static readonly Dictionary<string, TrafficPart> Parts = new(StringComparer.Ordinal)
    {
        ["key"] = TrafficPart.Key,
        ["team"] = TrafficPart.Team,
    };

    /// <param name="knowsModel">False where the model is not yet chosen when the match is made.</param>
    public static TrafficMatch Read(ConfigNode owner, bool knowsModel)
    {
        if (owner.Object("match") is not { } node)
        {
            return TrafficMatch.Everything;
        }

        var match = ReadCaller(node) with
        {
            Class = node.Text("class"),
            Model = knowsModel ? node.Text("model") : null,
            Tier = knowsModel ? node.Text("tier") : null,
        };
        if (match.Tier is { } tier && !(Rung.TryParse(tier, out var rung) && rung is { Tier: not null, Thinking: false }))
        {
            node.Fail("tier", $"'{tier}' is not one of haiku, sonnet, opus");
        }

        node.RejectUnknownKeys();
        return match;
    }

    /// <summary>Reads the object <c>match</c> of a class, which is made before anything but the caller and the path is known.</summary>
    public static ClassMatch? ReadOfClass(ConfigNode owner)
    {
        if (owner.Object("match") is not { } node)
        {
            return null;
        }

        var match = new ClassMatch { Traffic = ReadCaller(node), Path = node.Text("path") };
        if (match.Path is { } path && (!path.StartsWith('/') || path.AsSpan(0, path.Length - 1).Contains('*')))
        {
            node.Fail("path", $"'{path}' is not a path such as /v1/messages, or /model/* with the only '*' at its end");
        }

        if (match == new ClassMatch())
        {
            owner.Fail("match", "names nothing, so every request would be of this class; give key, team, tag or path");
        }

        node.RejectUnknownKeys();
        return match;
    }

    private static TrafficMatch ReadCaller(ConfigNode node)
    {
        var tag = node.Text("tag");
        var equals = tag?.IndexOf('=', StringComparison.Ordinal) ?? -1;
        if (tag is not null && (equals <= 0 || tag.Contains(',', StringComparison.Ordinal)))
        {
            node.Fail("tag", $"'{tag}' is not one key=value pair");
        }

        return new TrafficMatch
        {
            Key = node.Text("key"),
            Team = node.Text("team"),
            TagName = equals > 0 ? tag![..equals].Trim() : null,
            TagValue = equals > 0 ? tag![(equals + 1)..].Trim() : null,
        };
    }

    public static TrafficPart ReadEach(ConfigNode owner) => owner.Choice("each", Parts) ?? TrafficPart.Shared;
}
