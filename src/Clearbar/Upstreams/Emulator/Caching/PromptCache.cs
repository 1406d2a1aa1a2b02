using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Wire;

namespace Clearbar.Upstreams.Emulator.Caching;

/// <summary>
/// The prompt cache of every account the emulator plays: prefixes with a lifetime, per account and model. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Rules (Anthropic prompt caching page, Aug 2026; Amazon Bedrock prompt caching page, Oct 2026): a marker reads the longest live prefix
/// that ends at its block or at one of the 19 before it; what lies between that prefix and the markers is written, each part with the
/// lifetime of its marker; a prefix below the model's minimum is not cached; a read renews the lifetime; an entry is readable only once the
/// first answer has begun. Assumed: a live entry is read whatever lifetime the marker asks for, and keeps its own.
/// </remarks>
internal sealed class PromptCache(TimeProvider time)
{
    private const int LookBack = 20;

    private static readonly TimeSpan s_fiveMinutes = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_oneHour = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Entry> _entries = [];
    private int _sweepAt = 4096;

    /// <summary>Accounts for a request on admission; <paramref name="space"/> is the hash of account and region.</summary>
    public CacheResult Admit(EmulatedRequest request, UInt128 space)
    {
        var blocks = request.Blocks;
        var total = request.PromptTokens;
        var minimum = request.Model.MinimumCacheable(request.Bedrock);
        if (request.MarkerCount == 0 || minimum == 0)
        {
            return new CacheResult(new TokenUsage(total, 0, 0, 0, 0), []);
        }

        var scope = Fingerprint.Of(System.Text.Encoding.UTF8.GetBytes(request.Model.Id), space);
        int read;
        lock (_gate)
        {
            read = FindLongest(blocks, scope);
        }

        var through = read < 0 ? 0 : blocks[read].TokensThrough;
        var cached = through;
        long fiveMinutes = 0;
        long oneHour = 0;
        List<CacheWrite>? writes = null;
        for (var i = read + 1; i < blocks.Count; i++)
        {
            var block = blocks[i];
            if (block.Marker == CacheTtl.None || block.TokensThrough < minimum)
            {
                continue;
            }

            var part = block.TokensThrough - through;
            through = block.TokensThrough;
            fiveMinutes += block.Marker == CacheTtl.FiveMinutes ? part : 0;
            oneHour += block.Marker == CacheTtl.OneHour ? part : 0;
            (writes ??= []).Add(new CacheWrite(KeyOf(block, scope), block.Marker));
        }

        return new CacheResult(new TokenUsage(total - through, cached, fiveMinutes, oneHour, 0), writes ?? (IReadOnlyList<CacheWrite>)[]);
    }

    /// <summary>Makes the writes of an admitted request readable; called when its answer begins.</summary>
    public void Commit(CacheResult result)
    {
        if (result.Writes.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var write in result.Writes)
            {
                var lifetime = write.Ttl == CacheTtl.OneHour ? s_oneHour : s_fiveMinutes;
                _entries[write.Key] = new Entry(now + lifetime, lifetime);
            }

            Sweep(now);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }

    private static UInt128 KeyOf(PromptBlock block, UInt128 scope) => block.Prefix ^ scope;

    /// <summary>Index of the last block of the longest live prefix a marker may read, or -1; renews what it uses.</summary>
    private int FindLongest(List<PromptBlock> blocks, UInt128 scope)
    {
        var now = time.GetUtcNow();
        for (var marker = blocks.Count - 1; marker >= 0; marker--)
        {
            if (blocks[marker].Marker == CacheTtl.None)
            {
                continue;
            }

            for (var i = marker; i >= 0 && i > marker - LookBack; i--)
            {
                if (Renew(KeyOf(blocks[i], scope), now))
                {
                    RenewMarked(blocks, i, scope, now);
                    return i;
                }
            }
        }

        return -1;
    }

    /// <summary>The shorter prefixes that lie inside the one read are used too, so they live on.</summary>
    private void RenewMarked(List<PromptBlock> blocks, int end, UInt128 scope, DateTimeOffset now)
    {
        for (var i = 0; i < end; i++)
        {
            if (blocks[i].Marker != CacheTtl.None)
            {
                Renew(KeyOf(blocks[i], scope), now);
            }
        }
    }

    private bool Renew(UInt128 key, DateTimeOffset now)
    {
        if (!_entries.TryGetValue(key, out var entry) || entry.Expires <= now)
        {
            return false;
        }

        _entries[key] = entry with { Expires = now + entry.Lifetime };
        return true;
    }

    /// <summary>Drops dead entries whenever the table has doubled, so memory follows what is alive.</summary>
    private void Sweep(DateTimeOffset now)
    {
        if (_entries.Count < _sweepAt)
        {
            return;
        }

        foreach (var (key, entry) in _entries)
        {
            if (entry.Expires <= now)
            {
                _entries.Remove(key);
            }
        }

        _sweepAt = Math.Max(4096, _entries.Count * 2);
    }

    private readonly record struct Entry(DateTimeOffset Expires, TimeSpan Lifetime);
}
