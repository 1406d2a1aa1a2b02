using Clearbar.Budgets;
using Clearbar.Tiers;

namespace Clearbar.Configuration;

/// <summary>Reads the object <c>match</c> of budgets and rate limits.</summary>
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

        var tag = node.Text("tag");
        var equals = tag?.IndexOf('=', StringComparison.Ordinal) ?? -1;
        if (tag is not null && (equals <= 0 || tag.Contains(',', StringComparison.Ordinal)))
        {
            node.Fail("tag", $"'{tag}' is not one key=value pair");
        }

        var match = new TrafficMatch
        {
            Key = node.Text("key"),
            Team = node.Text("team"),
            Class = node.Text("class"),
            TagName = equals > 0 ? tag![..equals].Trim() : null,
            TagValue = equals > 0 ? tag![(equals + 1)..].Trim() : null,
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

    public static TrafficPart ReadEach(ConfigNode owner) => owner.Choice("each", Parts) ?? TrafficPart.Shared;
}
