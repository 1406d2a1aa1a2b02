namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>One block of a prompt in cache order (tools, system, messages).</summary>
/// <param name="Prefix">Hash of everything up to and including this block.</param>
/// <param name="TokensThrough">Tokens up to and including this block.</param>
/// <param name="Marker">The cache marker set on this block.</param>
internal readonly record struct PromptBlock(UInt128 Prefix, int TokensThrough, CacheTtl Marker);
