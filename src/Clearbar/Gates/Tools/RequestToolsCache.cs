using System.Collections.Concurrent;
using Clearbar.Wire;

namespace Clearbar.Gates.Tools;

/// <summary>
/// Tools that requests bring along, compiled once per distinct list. Bounded: past the limit a list is compiled for its request only. Safe for
/// any number of threads.
/// </summary>
public sealed class RequestToolsCache
{
    // A list of a hundred tools compiles to well under a megabyte; applications have few lists.
    private const int Capacity = 256;

    private readonly ConcurrentDictionary<(Dialect Dialect, ulong Fingerprint), RequestTools> _tools = new();

    /// <summary>The tools of a request.</summary>
    public RequestTools Of(RequestOutline outline, ReadOnlySpan<byte> body)
    {
        if (outline.ToolsFingerprint == 0)
        {
            return RequestTools.None;
        }

        // The same bytes mean different tools in different dialects: each looks for the schema elsewhere.
        var key = (outline.Dialect, outline.ToolsFingerprint);
        if (_tools.TryGetValue(key, out var known))
        {
            return known;
        }

        var tools = RequestTools.Read(outline, body);
        if (_tools.Count < Capacity)
        {
            _tools.TryAdd(key, tools);
        }

        return tools;
    }
}
