namespace Clearbar.Tiers;

/// <summary>What an id, alias or ARN stands for.</summary>
/// <param name="ModelId">The model's id on the direct API.</param>
/// <param name="Surface">
/// The surface the form of the id belongs to: <see cref="Surface.Bedrock"/> for every <c>anthropic.</c> id and ARN, null for direct ids, which
/// several surfaces share.
/// </param>
/// <param name="Scope">Bedrock endpoint kind; <see cref="Scope.None"/> for direct ids.</param>
/// <param name="Geo">Geography of a geo profile without the dot (<c>us</c>, <c>eu</c> …); null otherwise.</param>
/// <param name="Listed">
/// False when the prefix is known and the model is known but their combination is not in the model list: good for pricing what a bill
/// shows, not a target to send traffic to.
/// </param>
public sealed record ModelResolution(string ModelId, Surface? Surface, Scope Scope, string? Geo, bool Listed);
