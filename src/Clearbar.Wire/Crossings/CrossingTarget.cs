namespace Clearbar.Wire.Crossings;

/// <summary>What a crossing must know of the upstream model.</summary>
/// <param name="ModelId">Id to write where the upstream's dialect names the model in the body.</param>
/// <param name="DefaultMaxTokens">Output limit in tokens for a request that sets none, where the upstream's dialect demands one.</param>
public readonly record struct CrossingTarget(string ModelId, int DefaultMaxTokens);
