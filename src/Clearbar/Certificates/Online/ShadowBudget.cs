using Clearbar.Pricing;

namespace Clearbar.Certificates.Online;

/// <summary>
/// Dollars for shadow calls per UTC day. A call reserves its worst case before it is made and settles what it cost after; as long as no call
/// costs more than it reserved, settled and reserved dollars together never exceed the cap. Thread-safe.
/// </summary>
/// <remarks>
/// Replicas share the cap by slices: each spends only what it has claimed in the common store, and at every exchange claims an eighth of what nobody
/// has, or what a call that found too little needs. All claims together never exceed the cap; what was claimed and not used goes back at the next
/// exchange, a dead replica's claim at the end of the day.
/// </remarks>
public sealed class ShadowBudget
{
    /// <summary>As for budgets: slices shrink as the dollars run out, so that little lies idle where it is not needed.</summary>
    private const decimal SliceDivisor = 8;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private Usd _cap;
    private ShadowSpend _own;
    private ShadowSpend _others;
    private Usd _reserved;
    private Usd? _claim;
    private Usd _nextClaim;
    private Usd _wanted;

    /// <param name="dailyCap">Dollars per UTC day; 0 allows no shadow.</param>
    /// <param name="time">Says which day it is.</param>
    /// <param name="stored">What was spent before a restart.</param>
    /// <param name="isShared">Replicas share the cap: nothing is spent before it is claimed.</param>
    public ShadowBudget(Usd dailyCap, TimeProvider time, ShadowSpend stored = default, bool isShared = false)
    {
        ArgumentNullException.ThrowIfNull(time);
        _cap = dailyCap;
        _time = time;
        _own = stored with { Claimed = Usd.Zero };
        _claim = isShared ? Usd.Zero : null;
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

    /// <summary>What all replicas known settled today.</summary>
    public Usd SpentByAll
    {
        get
        {
            lock (_gate)
            {
                TurnDay();
                return _own.Spent + SpentElsewhere();
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

            if (_claim is { } claim && _own.Spent + _reserved + worstCase > claim)
            {
                _wanted = worstCase > _wanted ? worstCase : _wanted;
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

    /// <summary>
    /// Divides what nobody else has claimed, in an exchange with the common store: what is given back may not be spent from now on, what is taken only
    /// after <see cref="Keep"/>.
    /// </summary>
    /// <param name="day">The day of the figures, of <see cref="Spend"/>.</param>
    /// <param name="claimedElsewhere">By all others, on that day.</param>
    /// <param name="isStopping">Nothing will be spent any more.</param>
    /// <returns>What to store.</returns>
    public ShadowSpend Divide(DateOnly day, Usd claimedElsewhere, bool isStopping)
    {
        lock (_gate)
        {
            TurnDay();
            if (day != _own.Day)
            {
                // Midnight came between: what is claimed now is the old day's.
                return new ShadowSpend(day, Usd.Zero);
            }

            var used = _own.Spent + _reserved;
            var free = _cap - claimedElsewhere - used;
            free = isStopping || free < Usd.Zero ? Usd.Zero : free;
            var slice = new Usd(free.Amount / SliceDivisor);
            slice = _wanted <= slice ? slice : _wanted < free ? _wanted : free;
            _wanted = Usd.Zero;
            _nextClaim = used + slice;
            _claim = _nextClaim < _claim ? _nextClaim : _claim;
            return _own with { Claimed = _nextClaim };
        }
    }

    /// <summary>The exchange is committed.</summary>
    public void Keep(DateOnly day)
    {
        lock (_gate)
        {
            TurnDay();
            _claim = day == _own.Day ? _nextClaim : _claim;
        }
    }

    /// <summary>
    /// A replica that was killed had claimed more than it has written down as spent: nobody knows what of it was spent, so all of it counts.
    /// </summary>
    public void Restore(ShadowSpend stored)
    {
        lock (_gate)
        {
            TurnDay();
            if (stored.Day == _own.Day && stored.Claimed > _own.Spent)
            {
                _own = _own with { Spent = stored.Claimed };
            }
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

    private Usd Used() => _own.Spent + _reserved + SpentElsewhere();

    private Usd SpentElsewhere() => _others.Day == _own.Day ? _others.Spent : Usd.Zero;

    private void TurnDay()
    {
        var today = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

        // A clock set back must not give a spent day's dollars out again.
        if (today > _own.Day)
        {
            _own = new ShadowSpend(today, Usd.Zero);
            _reserved = Usd.Zero;
            _claim = _claim is null ? null : Usd.Zero;
            _nextClaim = Usd.Zero;
        }
    }
}
