using System.Collections.Concurrent;

namespace Clearbar.Certificates.Online;

/// <summary>
/// The granted policy of every class and reference. Reading one neither locks nor allocates; everything else happens off the request's
/// path under the lock of one class. A class that was never opened stays on its reference, whatever was stored of it.
/// </summary>
public sealed partial class PolicyBook
{
    private readonly ConcurrentDictionary<ClassKey, PolicyPage> _pages = new();
    private readonly ConcurrentDictionary<ClassKey, ClassState> _dormant = new();
    private readonly ConcurrentDictionary<string, CertificateFile> _certificates = new(StringComparer.Ordinal);
    private readonly Lock _eventsGate = new();
    private readonly Queue<PolicyEvent> _events;
    private readonly OnlineOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<PolicyEvent>? _listener;
    private ILookup<ClassKey, ClassState> _others = LookUp(BookState.Empty);

    /// <param name="options">How certification behaves.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stored">What this process stored before, or <see cref="BookState.Empty"/>.</param>
    /// <param name="listener">Takes every event as it happens, on the thread that caused it and under the class's lock; must be quick.</param>
    public PolicyBook(OnlineOptions options, TimeProvider time, BookState stored, Action<PolicyEvent>? listener = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(stored);
        _options = options;
        _time = time;
        _listener = listener;
        _events = new Queue<PolicyEvent>(stored.Events);
        foreach (var state in stored.Classes)
        {
            _dormant[new ClassKey(state.Class, state.Reference)] = state;
        }
    }

    /// <summary>The latest events of all classes, oldest first.</summary>
    public IReadOnlyList<PolicyEvent> Events
    {
        get
        {
            lock (_eventsGate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>The policy traffic of a class takes instead of the tier it asked for; null means that tier.</summary>
    public GrantedPolicy? PolicyOf(string className, string reference)
        => _pages.TryGetValue(new ClassKey(className, reference), out var page) ? page.Current : null;

    /// <summary>
    /// Says what a class's evidence rests on: to be called when the class is first seen and whenever its configuration, models, prices or
    /// templates change. Calls with nothing new do nothing.
    /// </summary>
    /// <exception cref="ArgumentException">The setup contradicts itself; the message says how.</exception>
    public void Open(ClassSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var key = setup.Checked().Key;
        var page = _pages.GetOrAdd(key, static _ => new PolicyPage());
        lock (page)
        {
            if (page.Evidence is { } evidence)
            {
                evidence.Reopen(setup, _time.GetUtcNow());
            }
            else
            {
                _dormant.TryRemove(key, out var stored);
                page.Evidence = new ClassEvidence(setup, stored, _options, Add, _time.GetUtcNow());
            }

            foreach (var rest in Volatile.Read(ref _others)[key])
            {
                page.Evidence.Join(rest, _time.GetUtcNow());
            }

            foreach (var file in _certificates.Values)
            {
                ImportInto(page.Evidence, file);
            }

            page.Publish();
        }
    }

    /// <summary>Counts a sampled request; a class that is not open is left out.</summary>
    public void Record(ShadowOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        Change(outcome.Class, outcome.Reference, evidence => evidence.Record(outcome.Rungs, _time.GetUtcNow()));
    }

    /// <summary>Takes what was seen of a request that a granted policy served.</summary>
    public void Observe(ServedObservation observation)
    {
        ArgumentNullException.ThrowIfNull(observation);
        Change(observation.Class, observation.Reference, evidence => evidence.Observe(observation, _time.GetUtcNow()));
    }

    /// <summary>Takes every grant of a class back, for all references; the next ones have to be earned anew.</summary>
    public void Rollback(string className, string reason)
        => ChangeAll(className, evidence => evidence.Rollback(reason, _time.GetUtcNow()));

    /// <summary>Keeps a class on its references, or lets the evidence decide again.</summary>
    public void Freeze(string className, bool frozen, string reason)
        => ChangeAll(className, evidence => evidence.Freeze(frozen, reason, _time.GetUtcNow()));

    /// <summary>
    /// Takes the granted certificates of an offline calibration over, each once; also for classes opened later.
    /// </summary>
    /// <returns>One sentence for each certificate of an open class that could not be taken over.</returns>
    public IReadOnlyList<string> Import(CertificateFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        _certificates[IdOf(file)] = file;
        var refused = new List<string>();
        foreach (var page in _pages.Values)
        {
            lock (page)
            {
                if (page.Evidence is { } evidence)
                {
                    refused.AddRange(ImportInto(evidence, file));
                    page.Publish();
                }
            }
        }

        return refused;
    }

    /// <summary>Where a class stands, for every reference it is open for.</summary>
    public IReadOnlyList<ClassReport> Explain(string className)
    {
        var reports = new List<ClassReport>();
        foreach (var (key, page) in _pages.OrderBy(static p => p.Key))
        {
            lock (page)
            {
                if (key.Class == className && page.Evidence is { } evidence)
                {
                    reports.Add(ClassReport.Of(
                        evidence, [.. Events.Where(e => e.Class == key.Class && e.Reference == key.Reference)]));
                }
            }
        }

        return reports;
    }

    /// <summary>How much is still to be learned about a class, 0 (not open) to 1 (nothing known); a weight for shadows.</summary>
    public double UncertaintyOf(string className, string reference)
        => Ask(className, reference, static evidence => Curiosity.Of(ClassReport.Of(evidence, [])), 0);

    /// <summary>
    /// The rungs a shadow of this class should run, cheapest first, the reference last; empty when the class is not open. They hang on
    /// earlier requests only, never on what another rung answered to this one.
    /// </summary>
    public IReadOnlyList<string> RungsToShadow(string className, string reference)
        => Ask<IReadOnlyList<string>>(
            className, reference, static evidence => Curiosity.Rungs(ClassReport.Of(evidence, []), evidence), []);

    /// <summary>The names of all open classes with their references, in order.</summary>
    public IReadOnlyList<(string Class, string Reference)> OpenClasses()
        => [.. _pages.Keys.Order().Select(static key => (key.Class, key.Reference))];

    private static string IdOf(CertificateFile file)
        => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file.Sample}@{file.CreatedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");

    private List<string> ImportInto(ClassEvidence evidence, CertificateFile file)
    {
        var refused = new List<string>();
        foreach (var certificate in file.Certificates)
        {
            if (certificate.Class == evidence.Setup.Class && certificate.Reference == evidence.Setup.Reference
                && evidence.Import(certificate, $"{IdOf(file)}/{certificate.Policy}", _time.GetUtcNow()) is { } why)
            {
                refused.Add($"The certificate of class {certificate.Class} for \"{certificate.Policy}\" is not used: {why}.");
            }
        }

        return refused;
    }

    private T Ask<T>(string className, string reference, Func<ClassEvidence, T> ask, T otherwise)
    {
        if (!_pages.TryGetValue(new ClassKey(className, reference), out var page))
        {
            return otherwise;
        }

        lock (page)
        {
            return page.Evidence is { } evidence ? ask(evidence) : otherwise;
        }
    }

    private void Change(string className, string reference, Action<ClassEvidence> change)
    {
        if (_pages.TryGetValue(new ClassKey(className, reference), out var page))
        {
            Change(page, change);
        }
    }

    private void ChangeAll(string className, Action<ClassEvidence> change)
    {
        foreach (var (key, page) in _pages)
        {
            if (key.Class == className)
            {
                Change(page, change);
            }
        }
    }

    private static void Change(PolicyPage page, Action<ClassEvidence> change)
    {
        lock (page)
        {
            if (page.Evidence is { } evidence)
            {
                change(evidence);
                page.Publish();
            }
        }
    }

    private void Add(PolicyEvent happened)
    {
        lock (_eventsGate)
        {
            _events.Enqueue(happened);
            if (_events.Count > _options.MostEvents)
            {
                _events.Dequeue();
            }
        }

        _listener?.Invoke(happened);
    }
}
