using Clearbar.Upstreams.Emulator.Quotas;
using Clearbar.Wire;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>Where an attempt's end is entered: bill and quota. A later call corrects an earlier one (an answer whose last flush failed).</summary>
internal sealed class AttemptEnding(EmulatorBill bill, EmulatorBill.OpenRow row, QuotaTicket? quota)
{
    public string MessageId => row.Row.Id;

    public void Settle(BillOutcome outcome, TokenUsage usage)
    {
        bill.Settle(row, outcome, usage);
        quota?.Settle(usage);
    }
}
