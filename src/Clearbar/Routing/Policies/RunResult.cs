namespace Clearbar.Routing.Policies;

/// <summary>What a policy did with one recorded request.</summary>
/// <param name="Score">Score of the answer the client would have got.</param>
/// <param name="Cost">Cost of every attempt made.</param>
/// <param name="LastRung">Index of the rung whose answer was accepted.</param>
public readonly record struct RunResult(double Score, decimal Cost, int LastRung);
