namespace Clearbar.Bench.Overhead.Servers;

/// <summary>One answer of the upstream: its parts are written one by one, so that a stream is many small writes as a model's is.</summary>
internal sealed record FixedAnswer(string ContentType, IReadOnlyList<ReadOnlyMemory<byte>> Parts)
{
    /// <summary>All parts together: what a client must receive.</summary>
    public byte[] Whole { get; } = Join(Parts);

    private static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        using var joined = new MemoryStream();
        foreach (var part in parts)
        {
            joined.Write(part.Span);
        }

        return joined.ToArray();
    }
}
