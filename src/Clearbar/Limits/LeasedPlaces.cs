namespace Clearbar.Limits;

/// <summary>
/// A replica's part of the places of a limit on requests at a time: claims of all replicas never exceed it. Without the store each has its own part. Not safe
/// for concurrent use; its owner locks.
/// </summary>
internal sealed class LeasedPlaces(int concurrency)
{
    private int? _mostAlone;
    private int _next;
    private int _elsewhere;
    private int _elsewhereFree;
    private long _elsewhereAt;

    /// <summary>Requests that may be under way here.</summary>
    public int Most => _mostAlone ?? Claimed;

    public int Claimed { get; private set; }

    public int Wanted { get; private set; }

    /// <summary>A place is here, or may be elsewhere.</summary>
    /// <param name="underWay">Places taken here.</param>
    /// <param name="since">Clock timestamp. What others said before it of their places does not count: requests end all the time.</param>
    public bool MayBeHad(int underWay, long since) => underWay < Most
        || (_mostAlone is null && (_elsewhereAt < since || underWay + _elsewhere < concurrency || _elsewhereFree > 0));

    /// <summary>A request waits for a place: it is kept or claimed in the next exchange.</summary>
    public void Want() => Wanted++;

    /// <summary>Divides the places in an exchange, as <see cref="LeasedBucket.Divide"/>.</summary>
    /// <returns>The claim, and how many requests wait for a place.</returns>
    public (int Places, int Wanted) Divide(int underWay, int claimedElsewhere, int freeElsewhere, int othersWant, double part, long now)
    {
        var free = Math.Max(0, concurrency - claimedElsewhere - underWay);
        var spare = othersWant > 0 ? 0 : (int)(free * part);
        _next = underWay + Math.Min(free, Math.Max(Wanted, spare));
        var unmet = Math.Max(0, Wanted - (_next - underWay));
        Wanted = 0;
        Claimed = Math.Min(Claimed, _next);
        (_elsewhere, _elsewhereFree, _elsewhereAt) = (claimedElsewhere, freeElsewhere, now);
        return (_next, unmet);
    }

    /// <summary>The exchange is committed.</summary>
    public void Apply() => (Claimed, _mostAlone) = (_next, null);

    /// <summary>The store is out of reach. At least one place: nobody is locked out by a small limit.</summary>
    public void GoAlone(int replicas) => (_mostAlone, Wanted) = (Math.Max(1, concurrency / replicas), 0);
}
