using Clearbar.Gates.Streaming;

namespace Clearbar.Requests;

/// <summary>What ends the holding of a stream before its own end.</summary>
/// <param name="Watch">The gates that can say something before the end; null where none can.</param>
/// <param name="Characters">Of text, after which it is released all the same; null: never.</param>
/// <param name="Refuses">There is a next rung, and the owner wants it to be asked early.</param>
public sealed record HoldUntil(AnswerWatch? Watch, int? Characters, bool Refuses)
{
    /// <summary>Held to the end.</summary>
    public static HoldUntil TheEnd { get; } = new(null, null, false);
}
