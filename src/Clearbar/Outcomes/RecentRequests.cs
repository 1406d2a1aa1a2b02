using System.Collections.Concurrent;

namespace Clearbar.Outcomes;

/// <summary>What is known of a request whose outcome may still be told.</summary>
/// <param name="KeyId">Who made it: nobody else may judge it.</param>
/// <param name="CertificateId">The certificate it was served under; null where the model asked for served it.</param>
public sealed record RecentRequest(string KeyId, string Class, string Reference, string? CertificateId);

/// <summary>The latest requests of classes that learn, by id. Bounded: the older half is forgotten when it is full. For any number of threads.</summary>
public sealed class RecentRequests
{
    private const int Generation = 32_768;

    private readonly Lock _turning = new();
    private ConcurrentDictionary<string, RecentRequest> _current = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, RecentRequest> _older = new(StringComparer.Ordinal);
    private int _count;

    public void Remember(string requestId, RecentRequest request)
    {
        if (Volatile.Read(ref _current).TryAdd(requestId, request) && Interlocked.Increment(ref _count) == Generation)
        {
            lock (_turning)
            {
                Volatile.Write(ref _older, _current);
                Volatile.Write(ref _current, new ConcurrentDictionary<string, RecentRequest>(StringComparer.Ordinal));
                Volatile.Write(ref _count, 0);
            }
        }
    }

    public RecentRequest? Find(string requestId) =>
        Volatile.Read(ref _current).TryGetValue(requestId, out var found) || Volatile.Read(ref _older).TryGetValue(requestId, out found) ? found : null;
}
