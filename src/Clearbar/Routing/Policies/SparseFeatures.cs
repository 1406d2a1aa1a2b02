namespace Clearbar.Routing.Policies;

/// <summary>One request, or one answer, as hashed features with weights. Immutable.</summary>
/// <param name="Slots">Indices below <see cref="FeatureHasher.Slots"/>.</param>
/// <param name="Values">The weight of each slot.</param>
public sealed record SparseFeatures(int[] Slots, float[] Values);
