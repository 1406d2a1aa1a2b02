using Clearbar.Upstreams.Emulator.Prompts;

namespace Clearbar.Upstreams.Emulator.Caching;

/// <summary>A prefix that becomes readable once the answer has begun.</summary>
internal readonly record struct CacheWrite(UInt128 Key, CacheTtl Ttl);
