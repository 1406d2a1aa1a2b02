using System.Collections.Concurrent;

namespace Clearbar.Classes;

/// <summary>
/// The classes seen so far. Bounded; reads are lock-free and decide nothing by luck: of the classes that are alike the one found first is taken,
/// so the same prompt stays in the same class while it is known.
/// </summary>
public sealed class ClassBook
{
    /// <summary>Classes that are found without the application's help; what comes after them is counted as <see cref="OverflowName"/>.</summary>
    public const int MaxFound = 4096;

    /// <summary>Names given by clients and the configuration that are counted.</summary>
    public const int MaxNamed = 4096;

    /// <summary>The class of requests for which there is no room any more.</summary>
    public const string OverflowName = "fp-overflow";

    /// <summary>
    /// Similarity from which two templates with the same tools and schema are one class. Measured on prompts of 24 templates: of 1,000 pairs of
    /// one template with words put in that the mask does not know (companies, cities, titles) the least alike had 0.75 and the median 0.84; of
    /// 276 pairs of different templates the most alike ("into French", "into German" in 13 words) had 0.60, the next 0.40.
    /// </summary>
    public const double SameTemplate = 0.7;

    /// <summary>A class unseen for so long gives its room to a new one.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(7);

    private readonly Lock _growth = new();
    private readonly ConcurrentDictionary<ulong, SeenClass> _found = new();
    private readonly ConcurrentDictionary<ulong, AlikeClasses> _alike = new();
    private readonly ConcurrentDictionary<string, SeenClass> _named = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TextGroups> _groups = new(StringComparer.Ordinal);
    private readonly SeenClass _overflow;
    private DateTimeOffset _sweptAt;

    // ConcurrentDictionary.Count takes all its locks.
    private int _namedCount;

    // Classes founded since the start: it tells whether a look without the lock is still true with it.
    private int _founded;

    public ClassBook(DateTimeOffset now)
    {
        _overflow = new SeenClass(OverflowName, new ClassTraits { Fingerprint = 0 }, now);
        _sweptAt = now;
    }

    /// <summary>Classes found without help.</summary>
    public int FoundCount => _found.Count;

    /// <summary>Requests counted so far, those of earlier processes included.</summary>
    public long Requests
    {
        get
        {
            var sum = _overflow.Requests;
            foreach (var (_, seen) in _found)
            {
                sum += seen.Requests;
            }

            foreach (var (_, seen) in _named)
            {
                sum += seen.Requests;
            }

            return sum;
        }
    }

    /// <summary>The class that a template with this fingerprint founded; null where none did.</summary>
    public SeenClass? Known(ulong fingerprint) => _found.GetValueOrDefault(fingerprint);

    /// <summary>The class of a request with these traits: one known by the fingerprint, one that is like it, or a new one.</summary>
    public SeenClass Find(ClassTraits traits, DateTimeOffset now)
    {
        var founded = Volatile.Read(ref _founded);
        if (_found.TryGetValue(traits.Fingerprint, out var known) || (known = Like(traits)) is not null)
        {
            known.AddTemplate(traits.Fingerprint);
            return known;
        }

        lock (_growth)
        {
            // Somebody else may have founded it meanwhile; where nobody has founded anything, the look above still holds.
            if (_found.TryGetValue(traits.Fingerprint, out known)
                || (Volatile.Read(ref _founded) != founded && (known = Like(traits)) is not null))
            {
                known.AddTemplate(traits.Fingerprint);
                return known;
            }

            return _found.Count < MaxFound || Sweep(now) ? Add(new SeenClass(ClassName.OfFingerprint(traits.Fingerprint), traits, now)) : _overflow;
        }
    }

    /// <summary>The counters of a class that has a name; null where there is no room for another.</summary>
    /// <param name="traits">Asked for when the name is new.</param>
    public SeenClass? Named<TState>(string name, TState state, Func<TState, ClassTraits> traits, DateTimeOffset now)
        where TState : allows ref struct
    {
        if (_named.TryGetValue(name, out var known))
        {
            return known;
        }

        if (Volatile.Read(ref _namedCount) >= MaxNamed)
        {
            return null;
        }

        var made = new SeenClass(name, traits(state), now);
        known = _named.GetOrAdd(name, made);
        if (ReferenceEquals(known, made))
        {
            Interlocked.Increment(ref _namedCount);
        }

        return known;
    }

    /// <summary>The kinds of text inside a class; null where there is no room for another class that is divided.</summary>
    public TextGroups? GroupsOf(string name) => _groups.TryGetValue(name, out var groups)
        ? groups
        : _groups.Count < MaxNamed ? _groups.GetOrAdd(name, static _ => new TextGroups()) : null;

    public ClassBookRecord ToRecord()
    {
        var seen = new List<SeenClass>();
        seen.AddRange(_found.Values);
        seen.AddRange(_named.Values);
        if (_overflow.Requests > 0)
        {
            seen.Add(_overflow);
        }

        seen.Sort(static (a, b) => a.FirstSeen == b.FirstSeen ? string.CompareOrdinal(a.Name, b.Name) : a.FirstSeen.CompareTo(b.FirstSeen));
        var groups = new List<TextGroupsRecord>();
        foreach (var (name, found) in _groups.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            groups.Add(new TextGroupsRecord(name, found.ToLeaders()));
        }

        return new ClassBookRecord { Classes = seen.ConvertAll(SeenClassRecord.Of), Groups = groups };
    }

    /// <summary>Takes over an earlier book, before the first request.</summary>
    public void Restore(ClassBookRecord record)
    {
        foreach (var earlier in record.Classes)
        {
            SeenClassOf(earlier)?.Restore(earlier);
        }

        foreach (var groups in record.Groups)
        {
            _groups[groups.Class] = new TextGroups(groups.Leaders);
        }
    }

    private SeenClass? SeenClassOf(SeenClassRecord record)
    {
        if (record.Name == OverflowName)
        {
            return _overflow;
        }

        var fingerprint = record.Fingerprints.FirstOrDefault();
        var traits = new ClassTraits
        {
            Fingerprint = fingerprint,
            Surroundings = record.Surroundings,
            Sketch = TemplateSketch.FromBytes(record.Sketch),
            Tools = record.Tools,
            SchemaMembers = record.SchemaMembers,
        };
        if (record.Name != ClassName.OfFingerprint(fingerprint))
        {
            return Named(record.Name, traits, static same => same, record.FirstSeen);
        }

        lock (_growth)
        {
            return _found.TryGetValue(fingerprint, out var known)
                ? known
                : _found.Count < MaxFound ? Add(new SeenClass(record.Name, traits, record.FirstSeen)) : null;
        }
    }

    private SeenClass? Like(ClassTraits traits)
        => traits.Sketch is { } sketch && _alike.TryGetValue(traits.Surroundings, out var candidates) ? candidates.FirstLike(sketch) : null;

    private SeenClass Add(SeenClass seen)
    {
        var traits = seen.Traits;
        _found[traits.Fingerprint] = seen;
        if (traits.Sketch is not null)
        {
            _alike[traits.Surroundings] = _alike.GetValueOrDefault(traits.Surroundings, AlikeClasses.None).With(seen);
        }

        Volatile.Write(ref _founded, _founded + 1);

        return seen;
    }

    // Once an hour at most: a flood of new prompts must not make every request look through all classes.
    private bool Sweep(DateTimeOffset now)
    {
        if (now - _sweptAt < TimeSpan.FromHours(1))
        {
            return false;
        }

        _sweptAt = now;
        foreach (var (fingerprint, seen) in _found)
        {
            if (now - seen.LastSeen < Forgotten)
            {
                continue;
            }

            _found.TryRemove(fingerprint, out _);
            if (seen.Traits.Sketch is not null && _alike.TryGetValue(seen.Traits.Surroundings, out var others))
            {
                _alike[seen.Traits.Surroundings] = others.Without(seen);
            }
        }

        return _found.Count < MaxFound;
    }
}
