namespace Clearbar.Tiers;

/// <summary>Values of the request field <c>thinking.type</c> a model accepts.</summary>
[Flags]
public enum ThinkingModes
{
    /// <summary>The model does not think; the field should not be sent.</summary>
    None = 0,

    /// <summary><c>disabled</c>: thinking can be turned off.</summary>
    Disabled = 1,

    /// <summary><c>enabled</c> with <c>budget_tokens</c>.</summary>
    EnabledWithBudget = 2,

    /// <summary><c>adaptive</c>, steered by effort.</summary>
    Adaptive = 4,

    /// <summary><c>between_tools</c>: thinks only between tool calls.</summary>
    BetweenTools = 8,
}
