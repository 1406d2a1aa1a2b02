using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Gates;

/// <summary>What an asking gate may do for one request. Calls made here are paid by the request, on the ledger and in its budgets.</summary>
public interface IGateCalls
{
    GateQuestion Question { get; }

    /// <summary>Further answers to the same request on the same rung; fewer than asked where a budget refuses or a call fails.</summary>
    /// <param name="count">Answers wanted, at least 1.</param>
    ValueTask<IReadOnlyList<Answer>> SampleAsync(int count, CancellationToken cancellation);

    /// <summary>Asks a tier; null where that cannot be paid or fails.</summary>
    /// <param name="tier">Which tier; configuration says which model serves it.</param>
    /// <param name="messagesBody">A whole Messages body (Anthropic dialect); its <c>model</c> is the tier's word, which the caller replaces. Read only until the task ends.</param>
    ValueTask<Answer?> AskAsync(Tier tier, ReadOnlyMemory<byte> messagesBody, CancellationToken cancellation);
}
