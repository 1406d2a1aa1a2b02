namespace Clearbar.LocalAnswers;

/// <summary>
/// Receives features as they are found; implemented by structs so that the scan is compiled once per sink, without delegates.
/// </summary>
internal interface IFeatureSink
{
    /// <summary>Called once per occurrence; <paramref name="key"/> is never 0.</summary>
    void Add(FeatureKind kind, ulong key);
}
