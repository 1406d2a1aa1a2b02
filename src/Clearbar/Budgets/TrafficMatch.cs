namespace Clearbar.Budgets;

/// <summary>Which requests a budget or a rate limit is for: all that is named must hold; nothing named means every request.</summary>
public sealed record TrafficMatch
{
    public static readonly TrafficMatch Everything = new();

    /// <summary>Id of a key.</summary>
    public string? Key { get; init; }

    /// <summary>Team of a key: its tag <c>team</c>.</summary>
    public string? Team { get; init; }

    public string? Class { get; init; }

    /// <summary>Name of a tag of the key or of <c>x-clearbar-tags</c>.</summary>
    public string? TagName { get; init; }

    public string? TagValue { get; init; }

    /// <summary>Id of a model on the direct API.</summary>
    public string? Model { get; init; }

    /// <summary>haiku, sonnet or opus, whichever of its models serves.</summary>
    public string? Tier { get; init; }

    public bool Matches(in TrafficSubject subject) =>
        (Key is null || Key == subject.KeyId)
        && (Team is null || Team == subject.Team)
        && (Class is null || Class == subject.Class)
        && (Model is null || Model == subject.Model)
        && (Tier is null || Tier == subject.Tier)
        && (TagName is null || subject.HasTag(TagName, TagValue!));

    /// <summary>The match in a fixed form: two that say the same are the same text.</summary>
    public override string ToString()
    {
        var parts = new List<string>(6);
        Add(parts, "key", Key);
        Add(parts, "team", Team);
        Add(parts, "class", Class);
        Add(parts, "tag", TagName is null ? null : TagName + "=" + TagValue);
        Add(parts, "model", Model);
        Add(parts, "tier", Tier);
        return parts.Count == 0 ? "everything" : string.Join(", ", parts);
    }

    private static void Add(List<string> parts, string name, string? value)
    {
        if (value is not null)
        {
            parts.Add(name + " " + value);
        }
    }
}
