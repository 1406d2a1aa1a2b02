namespace Clearbar.Pricing.Cases;

/// <summary>The answer to one case.</summary>
/// <param name="Json">One line of JSON: the case's id, then its result or <c>error</c> and <c>message</c>.</param>
/// <param name="Error">Why the case has no price; null when it has one.</param>
public sealed record CaseAnswer(string Json, PriceError? Error)
{
    /// <summary>Whether the case was understood. A refusal by a rule is an answer; a case that cannot be read is not.</summary>
    public bool IsAnswered => Error is null or { Code: not (PriceErrorCode.InvalidCase or PriceErrorCode.UnknownKind) };
}
