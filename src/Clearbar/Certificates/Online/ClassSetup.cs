using System.Globalization;

namespace Clearbar.Certificates.Online;

/// <summary>
/// What the evidence of one class and one reference rests on: the rungs, what is behind them, and what is promised. A change of it starts
/// the evidence anew, because the pairs seen so far say nothing about other models.
/// </summary>
public sealed record ClassSetup
{
    public required string Class { get; init; }

    /// <summary>Names of the rungs, cheapest first; the last is the reference, the tier the client asked for. Two to eight.</summary>
    public required IReadOnlyList<string> Ladder { get; init; }

    /// <summary>Model id behind each rung, with its version.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The class has gates, so that walks up the ladder are candidates as well.</summary>
    public required bool HasGates { get; init; }

    public Promise Promise { get; init; } = Promise.Default;

    /// <summary>Version of the prices the costs are computed with; a change restarts the sums of costs, not the pairs.</summary>
    public string Prices { get; init; } = "";

    /// <summary>Fingerprints of the class's prompt templates; empty when unknown.</summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary>The rung everything is compared with.</summary>
    public string Reference => Ladder[^1];

    internal ClassKey Key => new(Class, Reference);

    /// <summary>
    /// Ladder, models, gates and promise as one line: evidence of two setups with the same line adds up. For example
    /// <c>haiku=claude-haiku-4-5 opus=claude-opus-4-5 gates 0.03/0.1</c>.
    /// </summary>
    internal string Basis => string.Join(' ', Ladder.Select((rung, i) => $"{rung}={Models[i]}")) + (HasGates ? " gates " : " ")
        + string.Create(CultureInfo.InvariantCulture, $"{Promise.Epsilon}/{Promise.Delta}");

    /// <exception cref="ArgumentException">The ladder has fewer than two or more than eight rungs, or not one model for each.</exception>
    internal ClassSetup Checked()
    {
        if (Ladder.Count is < 2 or > 8 || Ladder.Distinct(StringComparer.Ordinal).Count() != Ladder.Count)
        {
            throw new ArgumentException($"Class {Class}: two to eight different rungs are expected, not \"{string.Join(", ", Ladder)}\".");
        }

        if (Models.Count != Ladder.Count)
        {
            throw new ArgumentException($"Class {Class}: one model id per rung is expected, not {Models.Count} for {Ladder.Count} rungs.");
        }

        Promise.Checked();
        return this;
    }
}
