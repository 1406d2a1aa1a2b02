namespace Clearbar.Routing.Policies;

/// <summary>
/// How a class starts: on a fixed rung, with or without looking at its answer, or on a rung chosen by the request's text.
/// </summary>
/// <param name="Rung">The rung, or -1 for "chosen by the request".</param>
/// <param name="LooksAtAnswer">The answer may lead to a higher rung.</param>
internal readonly record struct StartMode(int Rung, bool LooksAtAnswer)
{
    public string Describe(IReadOnlyList<string> ladder)
        => Rung < 0
            ? LooksAtAnswer ? "by the request, then by the answer" : "by the request"
            : LooksAtAnswer ? ladder[Rung] + ", then by its answer" : ladder[Rung];
}
