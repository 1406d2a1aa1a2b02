using Clearbar.Wire;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>One kind of load: which call, how large, how many at once.</summary>
/// <param name="Name">Name in tables and JSON.</param>
/// <param name="Dialect">What the client speaks.</param>
/// <param name="IsStream">It asks for a stream.</param>
/// <param name="BodyBytes">Size of the request body.</param>
/// <param name="Concurrency">Connections that send, each its next request when the last is answered.</param>
/// <param name="EveryMs">Milliseconds between two requests of a connection; 0 for as fast as answers come.</param>
/// <param name="IsPaced">The upstream pauses between the events of its answer, as a model does; in the Messages dialect only.</param>
internal sealed record Scenario(string Name, Dialect Dialect, bool IsStream, int BodyBytes, int Concurrency = 1, int EveryMs = 0, bool IsPaced = false)
{
    /// <summary>The scenario the target is set for.</summary>
    public const string Accepted = "8k";

    /// <summary>
    /// Those of the overhead bench, in the order of measuring. The scenario of the target comes last of its concurrency, when the servers have compiled
    /// the most.
    /// </summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("1k", Dialect.Anthropic, false, 1 << 10),
        new("64k", Dialect.Anthropic, false, 64 << 10),
        new("1m", Dialect.Anthropic, false, 1 << 20),
        new("8k-converse", Dialect.Converse, false, 8 << 10),
        new("8k-converse-stream", Dialect.Converse, true, 8 << 10),
        new("8k-paced", Dialect.Anthropic, false, 8 << 10, EveryMs: 5),
        new("8k-stream", Dialect.Anthropic, true, 8 << 10),
        new(Accepted, Dialect.Anthropic, false, 8 << 10),
        new("8k-x16", Dialect.Anthropic, false, 8 << 10, 16),
        new("8k-stream-x16", Dialect.Anthropic, true, 8 << 10, 16),
    ];
}
