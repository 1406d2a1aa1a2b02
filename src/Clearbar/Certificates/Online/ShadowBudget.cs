using Clearbar.Pricing;

namespace Clearbar.Certificates.Online;

/// <summary>
/// Dollars for shadow calls per UTC day. A call reserves its worst case before it is made and settles what it cost after; as long as no call
/// costs more than it reserved, settled and reserved dollars together never exceed the cap. Thread-safe.
/// </summary>
/// <remarks>
/// Replicas share the cap by telling each other what they spent (<see cref="Join"/>): between two exchanges each may spend what was left
/// at the last one.
/// </remarks>
public sealed class ShadowBudget
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private Usd _cap;
    private ShadowSpend _own;
    private ShadowSpend _others;
    private Usd _reserved;

    /// <param name="dailyCap">Dollars per UTC day; 0 allows no shadow.</param>
    /// <param name="time">Says which day it is.</param>
    /// <param name="stored">What was spent before a restart.</param>
    public ShadowBudget(Usd dailyCap, TimeProvider time, ShadowSpend stored = default)
    {
        ArgumentNullException.ThrowIfNull(time);
        _cap = dailyCap;
        _time = time;
        _own = stored;
    }

    /// <summary>The cap, which the owner may change at any time.</summary>
    public Usd DailyCap
    {
        get
        {
            lock (_gate)
            {
                return _cap;
            }
        }

        set
        {
            lock (_gate)
            {
                _cap = value;
            }
        }
    }

    /// <summary>What this process settled today, to be stored with the book.</summary>
    public ShadowSpend Spend
    {
        get
        {
            lock (_gate)
            {
                TurnDay();
                return _own;
            }
        }
    }

    /// <summary>Dollars still free today, over all replicas known; not below 0.</summary>
    public Usd Left
    {
        get
        {
            lock (_gate)
            {
                TurnDay();
                var left = _cap - Used();
                return left > Usd.Zero ? left : Usd.Zero;
            }
        }
    }

    /// <summary>Reserves the worst case of one shadowed request; null when the day's dollars do not reach for it.</summary>
    public ShadowLease? TryReserve(Usd worstCase)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(worstCase.Amount);
        lock (_gate)
        {
            TurnDay();
            if (Used() + worstCase > _cap)
            {
                return null;
            }

            _reserved += worstCase;
            return new ShadowLease(this, _own.Day, worstCase);
        }
    }

    /// <summary>Takes over what the other replicas spent.</summary>
    public void Join(ShadowSpend others)
    {
        lock (_gate)
        {
            _others = others;
        }
    }

    internal void Settle(DateOnly day, Usd reserved, Usd actual)
    {
        lock (_gate)
        {
            TurnDay();

            // A call that began before midnight is yesterday's: its day is over, and so is its reservation.
            if (day == _own.Day)
            {
                _reserved -= reserved;
                _own = _own with { Spent = _own.Spent + actual };
            }
        }
    }

    private Usd Used() => _own.Spent + _reserved + (_others.Day == _own.Day ? _others.Spent : Usd.Zero);

    private void TurnDay()
    {
        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

        // A clock set back must not give a spent day's dollars out again.
        if (today > _own.Day)
        {
            _own = new ShadowSpend(today, Usd.Zero);
            _reserved = Usd.Zero;
        }
    }
}
