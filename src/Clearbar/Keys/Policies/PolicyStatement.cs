namespace Clearbar.Keys.Policies;

/// <summary>One statement: it applies when action, resource and every condition match.</summary>
internal sealed class PolicyStatement
{
    public required string Name { get; init; }

    public required PolicyEffect Effect { get; init; }

    /// <summary>Patterns, compared without case as in IAM.</summary>
    public required string[] Actions { get; init; }

    /// <summary>Patterns of <c>type/id</c>; <c>*</c> for everything.</summary>
    public required string[] Resources { get; init; }

    public required PolicyCondition[] Conditions { get; init; }

    public bool Applies(AccessRequest request)
    {
        foreach (var condition in Conditions)
        {
            if (!condition.Holds(request))
            {
                return false;
            }
        }

        return AnyAction(request.Action) && AnyResource(request.Resources);
    }

    private bool AnyAction(string action)
    {
        foreach (var pattern in Actions)
        {
            if (Wildcard.IsMatch(pattern, action, ignoreCase: true))
            {
                return true;
            }
        }

        return false;
    }

    private bool AnyResource(IReadOnlyList<string> resources)
    {
        foreach (var pattern in Resources)
        {
            foreach (var resource in resources)
            {
                if (Wildcard.IsMatch(pattern, resource, ignoreCase: false))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
