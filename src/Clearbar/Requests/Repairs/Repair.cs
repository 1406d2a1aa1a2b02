using Clearbar.Budgets;
using Clearbar.Gates;
using Clearbar.Wire;

namespace Clearbar.Requests.Repairs;

/// <summary>
/// One rung asked once more: the request as it was, the answer that did not pass, and a user's turn that says what was wrong with it. Nothing of the
/// request changes, the two turns are added behind it, so a cached prompt is read as it was written.
/// </summary>
/// <param name="refused">The answer that did not pass.</param>
/// <param name="verdict">Why; told to the model and to nobody else.</param>
public sealed class Repair(Answer refused, GateVerdict verdict)
{
    /// <summary>What <c>x-clearbar-edits</c> calls the added turns.</summary>
    public const string Label = "repair";

    /// <summary>The answer that did not pass.</summary>
    public Answer Refused => refused;

    /// <summary>Bytes of text the added turns have at most, for estimates of the prompt.</summary>
    public int TextBytes { get; } = RepairTurns.TextBytesOf(refused, verdict);

    /// <summary>More tokens than the added turns have in practice, by the same measure as <see cref="Reservations.PromptCeiling"/>.</summary>
    public long PromptCeiling => (TextBytes * 2L / 3) + 64;

    /// <summary>A plain estimate of their tokens, as <see cref="Reservations.PromptEstimate"/> makes it.</summary>
    public long PromptEstimate => (long)Math.Ceiling(TextBytes / 3.6) + 8;

    /// <summary>The edit that adds the turns behind the last message of a body that <see cref="RepairTurns.CanFollow"/>.</summary>
    public RequestEdit EditOf(Rendition rendition)
    {
        rendition.Outline.TryGetMember("messages", out var messages);
        return new RequestEdit.Replace(
            Label, new ByteRange(messages.Value.End - 1, 0), RepairTurns.Write(rendition.Outline.Dialect, refused, verdict));
    }
}
