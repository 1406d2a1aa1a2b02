using Clearbar.Tiers;

namespace Clearbar.Upstreams;

/// <summary>A model an OpenAI-compatible server serves, as the owner described it.</summary>
/// <param name="Model">Its name and limits; what it accepts is taken generously, the server ignores what it does not know.</param>
/// <param name="InputPerMTok">US dollars per million prompt tokens; null when not said, which is unknown and never zero (invariant I6).</param>
/// <param name="OutputPerMTok">US dollars per million output tokens; null when not said.</param>
public sealed record LocalModel(Model Model, decimal? InputPerMTok, decimal? OutputPerMTok);
