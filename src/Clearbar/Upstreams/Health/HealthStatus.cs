namespace Clearbar.Upstreams.Health;

/// <summary>The health of one target as it is shown to people.</summary>
/// <param name="Model">Null where it is about the deployment as a whole: whether it can be reached.</param>
/// <param name="State"><c>ready</c>, <c>cooling</c>, <c>open</c> or <c>half-open</c>.</param>
/// <param name="Until">When a cooling or open target is called again; null for the others.</param>
/// <param name="Reason">Why it is not ready, for example <c>429</c>; null when it is.</param>
public sealed record HealthStatus(string? Model, string State, DateTimeOffset? Until, string? Reason);
