using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Clearbar.Shadows;

/// <summary>
/// Shadow jobs between the request's path, which never waits, and the workers. Bounded in jobs and in bytes: what does not fit is not learned from.
/// </summary>
public sealed class ShadowQueue
{
    private const int MostJobs = 1024;

    /// <summary>Bytes of requests waiting; one long conversation is a megabyte.</summary>
    private const long MostBytes = 64L * 1024 * 1024;

    private readonly Channel<ShadowJob> _jobs = Channel.CreateBounded<ShadowJob>(new BoundedChannelOptions(MostJobs));
    private long _bytes;
    private long _dropped;

    /// <summary>Requests that were to be shadowed and found the queue full.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>There is room for a request of this size, so that its copy is worth making.</summary>
    public bool HasRoomFor(long bytes)
    {
        if (Interlocked.Read(ref _bytes) + bytes <= MostBytes && _jobs.Reader.Count < MostJobs)
        {
            return true;
        }

        Interlocked.Increment(ref _dropped);
        return false;
    }

    public void Add(ShadowJob job)
    {
        Interlocked.Add(ref _bytes, job.Request.Size);
        if (!_jobs.Writer.TryWrite(job))
        {
            Interlocked.Add(ref _bytes, -job.Request.Size);
            Interlocked.Increment(ref _dropped);
        }
    }

    public ValueTask<bool> WaitAsync(CancellationToken cancellation) => _jobs.Reader.WaitToReadAsync(cancellation);

    public bool TryTake([NotNullWhen(true)] out ShadowJob? job)
    {
        if (!_jobs.Reader.TryRead(out job))
        {
            return false;
        }

        Interlocked.Add(ref _bytes, -job.Request.Size);
        return true;
    }
}
