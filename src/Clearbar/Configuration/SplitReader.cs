using Clearbar.Classes;

namespace Clearbar.Configuration;

/// <summary>Reads the object <c>split</c> of a class.</summary>
internal static class SplitReader
{
    private const int DefaultGroups = 8;

    private static readonly Dictionary<string, bool> By = new(StringComparer.Ordinal) { ["text"] = true };

    public static SplitOptions? Read(ConfigNode owner, string baseDirectory)
    {
        if (owner.Object("split") is not { } node)
        {
            return null;
        }

        var byText = node.Choice("by", By);
        var groups = node.Integer("groups", 2, TextGroups.MaxGroups);
        var answerer = node.Text("answerer");
        node.RejectUnknownKeys();
        if ((byText ?? false) == answerer is not null || (groups is not null && byText is null))
        {
            owner.Fail("split", "takes { \"by\": \"text\", \"groups\": 8 }, or { \"answerer\": \"FILE\" } made by 'clearbar train'");
            return null;
        }

        return new SplitOptions(answerer is null ? (int)(groups ?? DefaultGroups) : 0, answerer is null ? null : Path.Combine(baseDirectory, answerer));
    }
}
