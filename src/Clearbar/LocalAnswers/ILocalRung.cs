using Clearbar.Wire;

namespace Clearbar.LocalAnswers;

/// <summary>What answers a class on rung 0. Thread-safe.</summary>
public interface ILocalRung
{
    /// <summary>The answer as the client gets it; null when it is not sure enough, or has nothing to go by.</summary>
    string? TryAnswer(RequestOutline outline);

    /// <summary>What it would answer, in a form that equals another rung's answer where both say the same; null as <see cref="TryAnswer"/>.</summary>
    string? TrySay(RequestOutline outline);
}
