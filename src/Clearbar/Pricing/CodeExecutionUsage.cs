namespace Clearbar.Pricing;

/// <summary>Code-execution containers of one request.</summary>
/// <param name="ContainerSeconds">Lifetime of each container in seconds; each is billed for a minimum.</param>
/// <param name="OrgSecondsUsedThisMonth">Seconds the organisation has used this month before this request, against its free hours.</param>
public sealed record CodeExecutionUsage(IReadOnlyList<long> ContainerSeconds, long OrgSecondsUsedThisMonth)
{
    /// <summary>
    /// True when the request holds a web search or web fetch tool of 2026-02-09 or later: then containers are free.
    /// </summary>
    public bool WithFreeingWebTool { get; init; }
}
