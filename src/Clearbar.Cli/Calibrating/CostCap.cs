using Clearbar.Pricing;

namespace Clearbar.Cli.Calibrating;

/// <summary>
/// The cap of a run, lent out in shares: what is spent and what is lent never exceed it together, however many requests are in flight.
/// A share is all that its request may cost on all rungs. Safe for any number of threads.
/// </summary>
/// <param name="cap">The most the run may cost.</param>
internal sealed class CostCap(Usd cap)
{
    // Shares are whole pico-dollars, the ledger's finest unit, rounded down: their sum cannot round up beyond the cap.
    private const decimal Pico = 1_000_000_000_000m;

    private readonly Lock _lock = new();
    private Usd _spent;
    private Usd _lent;
    private int _borrowers;

    public Usd Cap => cap;

    public Usd Spent
    {
        get
        {
            lock (_lock)
            {
                return _spent;
            }
        }
    }

    /// <summary>Takes an equal share of what is neither spent nor lent.</summary>
    /// <param name="borrowers">How many will borrow at the same time, this one and those before it included.</param>
    public Usd Borrow(int borrowers)
    {
        lock (_lock)
        {
            var left = (cap - _spent - _lent).Amount;
            var share = new Usd(Math.Max(0, decimal.Floor(left / (borrowers - _borrowers) * Pico) / Pico));
            _borrowers++;
            _lent += share;
            return share;
        }
    }

    /// <summary>Gives a share back of which so much has been spent.</summary>
    public void Return(Usd share, Usd spent)
    {
        lock (_lock)
        {
            _borrowers--;
            _lent -= share;
            _spent += spent;
        }
    }
}
