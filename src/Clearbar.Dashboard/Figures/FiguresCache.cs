namespace Clearbar.Dashboard.Figures;

/// <summary>
/// Shares reads of the ledger between requests: one read at a time per question, off the request's thread, and its answer, or its failure,
/// kept for two seconds. A slow read is kept four times as long as it took, so that an open dashboard costs at most a fifth of one core
/// however large the ledger is.
/// </summary>
public sealed class FiguresCache(Func<FiguresRequest, LedgerFigures?> read, TimeProvider time)
{
    private const int RestPerWork = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<FiguresRequest, SharedRead> _reads = [];

    /// <summary>Shortest time an answer is kept.</summary>
    public static TimeSpan Shortest { get; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The figures, at most as old as the cache keeps them; null when there is no ledger yet. Throws what the read threw.
    /// </summary>
    public Task<LedgerFigures?> GetAsync(FiguresRequest request, CancellationToken cancellation)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (!_reads.TryGetValue(request, out var shared) || shared.IsStale(now))
            {
                Forget(now);
                shared = new SharedRead();
                shared.Start(() => read(request), time);
                _reads[request] = shared;
            }

            return shared.Answer.WaitAsync(cancellation);
        }
    }

    private void Forget(long now)
    {
        foreach (var (request, shared) in _reads)
        {
            if (shared.IsStale(now))
            {
                _reads.Remove(request);
            }
        }
    }

    private sealed class SharedRead
    {
        // Written once by the reading task before it completes; zero while it runs.
        private long _staleAt;

        public Task<LedgerFigures?> Answer { get; private set; } = Task.FromResult<LedgerFigures?>(null);

        public bool IsStale(long now) => Answer.IsCompleted && now >= Volatile.Read(ref _staleAt);

        public void Start(Func<LedgerFigures?> read, TimeProvider time) => Answer = Task.Run(() =>
        {
            var began = time.GetTimestamp();
            try
            {
                return read();
            }
            finally
            {
                var ended = time.GetTimestamp();
                var took = time.GetElapsedTime(began, ended);
                var keep = took * RestPerWork > Shortest ? took * RestPerWork : Shortest;
                Volatile.Write(ref _staleAt, ended + (long)(keep.TotalSeconds * time.TimestampFrequency));
            }
        });
    }
}
