using Clearbar.Bench.Overhead.Servers;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>One kind of load: which call, how large, how many at once.</summary>
/// <param name="Name">Name in tables and JSON.</param>
/// <param name="Call">What is called.</param>
/// <param name="BodyBytes">Size of the request body.</param>
/// <param name="Concurrency">Connections that send, each its next request when the last is answered.</param>
/// <param name="EveryMs">Milliseconds between two requests of a connection; 0 for as fast as answers come.</param>
internal sealed record Scenario(string Name, Call Call, int BodyBytes, int Concurrency, int EveryMs = 0)
{
    /// <summary>The scenario the target is set for.</summary>
    public const string Accepted = "8k";

    /// <summary>In the order of measuring. The scenario of the target comes last of its concurrency, when the servers have compiled the most.</summary>
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("1k", Call.Messages, 1 << 10, 1),
        new("64k", Call.Messages, 64 << 10, 1),
        new("1m", Call.Messages, 1 << 20, 1),
        new("8k-converse", Call.Converse, 8 << 10, 1),
        new("8k-converse-stream", Call.ConverseStream, 8 << 10, 1),
        new("8k-paced", Call.Messages, 8 << 10, 1, EveryMs: 5),
        new("8k-stream", Call.MessagesStream, 8 << 10, 1),
        new(Accepted, Call.Messages, 8 << 10, 1),
        new("8k-x16", Call.Messages, 8 << 10, 16),
        new("8k-stream-x16", Call.MessagesStream, 8 << 10, 16),
    ];

    public bool IsStream => Call is Call.MessagesStream or Call.ConverseStream;

    /// <summary>The body a client must get.</summary>
    public byte[] Expected(FixedAnswers answers) => (Call switch
    {
        Call.Messages => answers.Messages,
        Call.MessagesStream => answers.MessagesStream,
        Call.Converse => answers.Converse,
        _ => answers.ConverseStream,
    }).Whole;
}
