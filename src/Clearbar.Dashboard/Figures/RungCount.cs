namespace Clearbar.Dashboard.Figures;

/// <summary>Answers of one rung that clients got.</summary>
/// <param name="Rung">The rung's name.</param>
/// <param name="Accepted">Accepted answers.</param>
public sealed record RungCount(string Rung, long Accepted);
