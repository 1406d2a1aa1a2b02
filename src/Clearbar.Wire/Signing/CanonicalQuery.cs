using System.Buffers;
using System.Text;

namespace Clearbar.Wire.Signing;

/// <summary>A query string split into its parameters, readable by name and writable in canonical form.</summary>
/// <remarks>
/// Canonical form (AWS Signature Version 4, "Create a canonical request"): each name and value decoded and encoded once, sorted by encoded
/// name and then value in byte order, joined with <c>&amp;</c>; a parameter without '=' gets an empty value.
/// </remarks>
internal sealed class CanonicalQuery
{
    private readonly List<(string Name, string Value)> _encoded = [];

    public CanonicalQuery(ReadOnlySpan<char> raw)
    {
        foreach (var range in raw.Split('&'))
        {
            var part = raw[range];
            if (part.IsEmpty)
            {
                continue;
            }

            var equals = part.IndexOf('=');
            _encoded.Add(equals < 0 ? (Recode(part), "") : (Recode(part[..equals]), Recode(part[(equals + 1)..])));
        }

        _encoded.Sort(static (a, b) =>
            string.CompareOrdinal(a.Name, b.Name) is var byName && byName != 0 ? byName : string.CompareOrdinal(a.Value, b.Value));
    }

    /// <summary>The decoded value of a parameter; null when it is not there or not there exactly once.</summary>
    public string? Single(string name)
    {
        string? found = null;
        foreach (var (candidate, value) in _encoded)
        {
            if (candidate == name)
            {
                if (found is not null)
                {
                    return null;
                }

                found = value;
            }
        }

        return found is null ? null : Uri.UnescapeDataString(found);
    }

    /// <summary>Writes it without the parameter <paramref name="left"/> (a signature does not sign itself).</summary>
    public void Write(ArrayBufferWriter<byte> output, string? left)
    {
        var first = true;
        foreach (var (name, value) in _encoded)
        {
            if (name == left)
            {
                continue;
            }

            if (!first)
            {
                output.Write("&"u8);
            }

            first = false;
            Encoding.ASCII.GetBytes(name, output);
            output.Write("="u8);
            Encoding.ASCII.GetBytes(value, output);
        }
    }

    private static string Recode(ReadOnlySpan<char> raw)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(raw)];
        Encoding.UTF8.GetBytes(raw, bytes);
        var output = new ArrayBufferWriter<byte>(Math.Max(bytes.Length * 3, 1));
        PercentCoding.Encode(output, bytes.AsSpan(0, PercentCoding.Decode(bytes)), keepSlash: false);
        return Encoding.ASCII.GetString(output.WrittenSpan);
    }
}
