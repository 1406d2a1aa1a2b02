using System.Runtime.InteropServices;
using Clearbar.Wire.Fingerprints;

namespace Clearbar.Classes;

/// <summary>What tells a class from others: hashes of its static prefix, and the names used in its tools and output schema.</summary>
public sealed record ClassTraits
{
    /// <summary>The fingerprint of the whole prefix: template, tools and schema; 0 for a request that has none of them.</summary>
    public required ulong Fingerprint { get; init; }

    /// <summary>The fingerprint of tools and schema alone: only classes that share it can be the same.</summary>
    public ulong Surroundings { get; init; }

    /// <summary>Null where the system prompt is too short for one.</summary>
    public TemplateSketch? Sketch { get; init; }

    public IReadOnlyList<string> Tools { get; init; } = [];

    public IReadOnlyList<string> SchemaMembers { get; init; } = [];

    /// <summary>The traits of a request's static prefix. Stable across processes, machines and dialects.</summary>
    public static ClassTraits Of(StaticPrefix prefix)
    {
        using var template = TemplateMask.Of(prefix.System);
        return Of(prefix, template.Text);
    }

    /// <summary>The same with the system prompt's mask at hand.</summary>
    internal static ClassTraits Of(StaticPrefix prefix, ReadOnlySpan<char> template) => new()
    {
        Fingerprint = FingerprintOf(prefix, template),
        Surroundings = SurroundingsOf(prefix),
        Sketch = TemplateSketch.Of(template),
        Tools = prefix.Tools,
        SchemaMembers = prefix.SchemaMembers,
    };

    /// <summary><see cref="Fingerprint"/> alone: most prompts need no more, because their template is known.</summary>
    internal static ulong FingerprintOf(StaticPrefix prefix, ReadOnlySpan<char> template) => prefix.IsEmpty
        ? 0
        : NotZero(Mix(XxHash64.Compute(MemoryMarshal.AsBytes(template)) ^ (SurroundingsOf(prefix) * 31)));

    private static ulong SurroundingsOf(StaticPrefix prefix) => Mix(prefix.ToolsHash ^ Mix(prefix.SchemaHash * 31));

    private static ulong NotZero(ulong hash) => hash == 0 ? 1 : hash;

    // The finaliser of MurmurHash3 (public domain).
    private static ulong Mix(ulong value)
    {
        value ^= value >> 33;
        value *= 0xff51afd7ed558ccd;
        value ^= value >> 33;
        value *= 0xc4ceb9fe1a85ec53;
        return value ^ (value >> 33);
    }
}
