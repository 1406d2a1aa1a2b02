namespace Clearbar.LocalAnswers;

/// <summary>Integer hashing whose results are part of the file format: changing a constant needs a new format version.</summary>
internal static class Bits
{
    /// <summary>Start of a running hash (FNV-1a 64-bit offset basis).</summary>
    public const ulong Start = 0xCBF29CE484222325UL;

    /// <summary>Adds one UTF-16 unit to a running hash (FNV-1a with a 16-bit step).</summary>
    public static ulong Add(ulong hash, char unit) => (hash ^ unit) * 0x100000001B3UL;

    /// <summary>SplitMix64's finaliser: spreads every input bit over the word.</summary>
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }

    /// <summary>A feature key: the running hash under a kind; never 0, which marks an empty slot of the table.</summary>
    public static ulong Key(ulong hash, uint kind) => Mix(hash + ((kind + 1) * 0x9E3779B97F4A7C15UL)) | 1UL;

    /// <summary>Order-dependent combination of two running hashes.</summary>
    public static ulong Combine(ulong first, ulong second) => (Mix(first) * 31) + second;
}
