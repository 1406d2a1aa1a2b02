namespace Clearbar.Configuration.Postgres;

/// <summary>A configuration as it was pushed for all replicas.</summary>
/// <param name="Version">From 1, without gaps; the highest is in force.</param>
/// <param name="Text">The file, comments included.</param>
/// <param name="PushedAt">When.</param>
/// <param name="PushedBy">Who, as <c>user@machine</c>.</param>
/// <param name="Restores">The earlier version whose text it is, when it was rolled back to.</param>
public sealed record ConfigurationVersion(long Version, string Text, DateTimeOffset PushedAt, string PushedBy, long? Restores);
