namespace Clearbar.Cli.Calibrating;

/// <summary>How far a failed call reaches.</summary>
internal enum FailureReach : byte
{
    /// <summary>This request cannot be answered; others may.</summary>
    Request,

    /// <summary>The call might have cost more than its share of the cap; nothing was sent.</summary>
    Cap,

    /// <summary>No other request would fare better: a key that is refused, a model that is not served, a budget that is used up.</summary>
    Run,
}

/// <summary>Why a rung gave no answer, in a sentence for the user.</summary>
internal sealed record CallFailure(FailureReach Reach, string Message);
