using Clearbar.Ledger.Reports;
using Clearbar.Pricing;

namespace Clearbar.Bench.Overhead.Results;

/// <summary>What the gateway's ledger held after the run.</summary>
/// <param name="Sent">Requests sent to the gateway, warm-up included.</param>
/// <param name="Entries">Entries in the ledger; equal to <paramref name="Sent"/>, or the run has failed.</param>
/// <param name="Cost">Their price by the book; nothing was spent.</param>
/// <param name="GatewayTime">What the gateway itself says it took, over all scenarios.</param>
internal sealed record LedgerFigures(long Sent, long Entries, Usd Cost, GatewayTime GatewayTime);
