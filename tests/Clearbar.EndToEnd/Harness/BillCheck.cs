using Clearbar.Ledger;
using Clearbar.Pricing;

namespace Clearbar.EndToEnd.Harness;

/// <summary>The ledger against the upstream's own bill.</summary>
public static class BillCheck
{
    /// <summary>Row by row what the upstream billed, and in sum what the client was told.</summary>
    /// <param name="rows">All entries of one request.</param>
    /// <param name="billedBefore">Rows of the bill that belong to earlier requests.</param>
    public static void Holds(GatewayHarness gateway, IReadOnlyList<LedgerRow> rows, ClientReply reply, int billedBefore = 0)
    {
        var bill = gateway.Host.Emulator!.Bill.Rows.Skip(billedBefore).ToDictionary(row => Guid.ParseExact(row.Entry!, "N"));
        Assert.Equal(rows.Count, bill.Count);
        var sum = Usd.Zero;
        foreach (var row in rows)
        {
            Assert.Equal(bill[row.EntryId].Usage, row.Usage);
            Assert.Equal(PriceStatus.Exact, row.PriceStatus);
            Assert.Equal(reply.Header("x-clearbar-id"), row.RequestId);
            sum += row.Cost!.Value;
        }

        Assert.Equal(sum.ToString(), reply.Header("x-clearbar-cost"));
    }
}
