using Clearbar.Pricing;

namespace Clearbar.Certificates.Online;

/// <summary>What decides how much of a class is worth shadowing.</summary>
/// <param name="Class">Name of the class.</param>
/// <param name="Reference">The tier asked for.</param>
/// <param name="RequestsPerDay">Expected requests.</param>
/// <param name="SpendPerDay">Expected dollars spent on them.</param>
/// <param name="ShadowCost">Mean dollars of shadowing one request.</param>
/// <param name="Uncertainty">How much is still to be learned, 0 to 1: <see cref="PolicyBook.UncertaintyOf"/>.</param>
public sealed record ClassDemand(
    string Class, string Reference, double RequestsPerDay, Usd SpendPerDay, Usd ShadowCost, double Uncertainty);
