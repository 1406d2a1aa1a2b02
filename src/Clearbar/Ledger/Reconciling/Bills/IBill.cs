namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>A provider's account of what was used, read as a stream.</summary>
public interface IBill
{
    /// <summary>What it is, for people, for example <c>AWS cost and usage report</c>.</summary>
    string Title { get; }

    /// <summary>Which part of the ledger it should agree with.</summary>
    BillPopulation Population { get; }

    /// <summary>What it tells apart; final once it has been read.</summary>
    BillDimensions Dimensions { get; }

    /// <summary>Reads it once. What is not a line of usage goes to <paramref name="remarks"/>, never away.</summary>
    /// <exception cref="InvalidDataException">It is not such a bill; the message says what is missing.</exception>
    IEnumerable<BillLine> Read(BillRemarks remarks);
}
