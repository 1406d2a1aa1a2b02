using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// Somebody who learns from answers that clients were given: shadows, rung 0, class figures. Called on the request's own path, after the attempt has
/// been settled and before the client has the last byte: it must be quick, must not throw, and copies what it wants to keep.
/// </summary>
public interface IAnswerWitness
{
    /// <param name="verdict">Why the answer was given although a gate did not pass it; null when all passed.</param>
    void Accepted(Exchange exchange, Attempt attempt, Answer answer, string? verdict);
}
