namespace Clearbar.Classes;

/// <summary>What is known of one class from its requests: counters, hashes, and the names its tools and schema use. Never prompt text.</summary>
public sealed class SeenClass
{
    /// <summary>Fingerprints of templates that are kept per class, so that an owner can pin them; further ones are only counted.</summary>
    public const int MaxTemplates = 16;

    private readonly Lock _guard = new();
    private readonly List<ulong> _templates = new(1);
    private long _requests;
    private long _firstSeenTicks;
    private long _lastSeenTicks;

    public SeenClass(string name, ClassTraits traits, DateTimeOffset firstSeen)
    {
        Name = name;
        Traits = traits;
        _firstSeenTicks = _lastSeenTicks = firstSeen.UtcTicks;
        if (traits.Fingerprint != 0)
        {
            _templates.Add(traits.Fingerprint);
        }
    }

    /// <summary>As it was found: <c>fp-…</c>, or the name a client or the configuration gave.</summary>
    public string Name { get; }

    /// <summary>The traits of the request that founded it.</summary>
    public ClassTraits Traits { get; }

    public long Requests => Interlocked.Read(ref _requests);

    public DateTimeOffset FirstSeen => new(Interlocked.Read(ref _firstSeenTicks), TimeSpan.Zero);

    public DateTimeOffset LastSeen => new(Interlocked.Read(ref _lastSeenTicks), TimeSpan.Zero);

    /// <summary>Fingerprints of its templates in the order they were found, <see cref="MaxTemplates"/> at most.</summary>
    public ulong[] Templates
    {
        get
        {
            lock (_guard)
            {
                return [.. _templates];
            }
        }
    }

    /// <summary>Counts a request.</summary>
    public void Count(DateTimeOffset at)
    {
        Interlocked.Increment(ref _requests);

        // Two requests at once may leave the earlier of two instants; they differ by less than the file tells apart.
        if (at.UtcTicks > Interlocked.Read(ref _lastSeenTicks))
        {
            Interlocked.Exchange(ref _lastSeenTicks, at.UtcTicks);
        }
    }

    internal void AddTemplate(ulong fingerprint)
    {
        lock (_guard)
        {
            if (_templates.Count < MaxTemplates && !_templates.Contains(fingerprint))
            {
                _templates.Add(fingerprint);
            }
        }
    }

    /// <summary>Takes over what an earlier process counted.</summary>
    internal void Restore(SeenClassRecord record)
    {
        Interlocked.Add(ref _requests, record.Requests);
        Interlocked.Exchange(ref _firstSeenTicks, Math.Min(FirstSeen.UtcTicks, record.FirstSeen.UtcTicks));
        Interlocked.Exchange(ref _lastSeenTicks, Math.Max(LastSeen.UtcTicks, record.LastSeen.UtcTicks));
        foreach (var fingerprint in record.Fingerprints)
        {
            AddTemplate(fingerprint);
        }
    }
}
