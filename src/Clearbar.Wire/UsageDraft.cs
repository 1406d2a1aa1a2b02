using Clearbar.Wire.Json;

namespace Clearbar.Wire;

/// <summary>
/// Token counts while they arrive. Later counts replace earlier ones (they are cumulative, never increments), absent and null ones do not.
/// </summary>
internal sealed class UsageDraft
{
    private long? _input;
    private long? _output;
    private long _cacheRead;
    private long _write5m;
    private long _write1h;
    private bool _malformed;

    /// <summary>Input and output were both given and no count was unreadable: the numbers may be billed.</summary>
    public bool IsWhole => !_malformed && _input is not null && _output is not null;

    /// <summary>Reads the count at hand; null for JSON null. Anything but a whole number from 0 up makes the usage not whole.</summary>
    public long? ReadCount(ref JsonCursor cursor)
    {
        if (cursor.TryGetInt64(out var count) && count >= 0)
        {
            return count;
        }

        _malformed |= !cursor.IsNull;
        cursor.SkipAny();
        return null;
    }

    public void SetInput(long? count) => _input = count ?? _input;

    public void SetOutput(long? count) => _output = count ?? _output;

    public void SetCacheRead(long? count) => _cacheRead = count ?? _cacheRead;

    /// <summary>
    /// Sets the prompt counts of a dialect whose total includes what a cache gave and took (OpenAI). Parts greater than their total cannot
    /// be right, and then the usage is not whole.
    /// </summary>
    public void SetPrompt(long? total, long? cacheRead, long? cacheWrite)
    {
        SetCacheRead(cacheRead);
        SetCacheWrites(cacheWrite, null, null);
        if (total is { } whole)
        {
            var input = whole - (cacheRead ?? 0) - (cacheWrite ?? 0);
            _malformed |= input < 0;
            _input = Math.Max(0, input);
        }
    }

    /// <summary>
    /// Sets the cache writes of one usage object. What the total has beyond the split counts as 5 m, the time to live a marker has when it
    /// names none; a total alone keeps the 1 h part known from before. A total smaller than its own split cannot be right, and then the
    /// split stands, because it is what is billed.
    /// </summary>
    public void SetCacheWrites(long? total, long? write5m, long? write1h)
    {
        if (write5m is null && write1h is null)
        {
            if (total is { } alone)
            {
                _write1h = Math.Min(_write1h, alone);
                _write5m = alone - _write1h;
            }

            return;
        }

        if (total is { } whole)
        {
            _write1h = write1h ?? Math.Max(0, Math.Min(_write1h, whole - write5m!.Value));
            _write5m = Math.Max(write5m ?? 0, whole - _write1h);
            return;
        }

        _write5m = write5m ?? _write5m;
        _write1h = write1h ?? _write1h;
    }

    public TokenUsage ToUsage() => new(_input ?? 0, _cacheRead, _write5m, _write1h, _output ?? 0);
}
