using Clearbar.Wire;

namespace Clearbar.Upstreams.Emulator.Caching;

/// <summary>
/// What the cache does for one request: the prompt buckets of its usage, and the entries to write once the answer begins.
/// </summary>
/// <param name="Usage">Input, cache read and cache writes; output is zero.</param>
internal readonly record struct CacheResult(TokenUsage Usage, IReadOnlyList<CacheWrite> Writes);
