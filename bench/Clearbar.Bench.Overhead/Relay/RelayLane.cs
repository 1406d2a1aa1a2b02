using Clearbar.Bench.Overhead.Servers;
using Clearbar.Wire;

namespace Clearbar.Bench.Overhead.Relay;

/// <summary>One way through a gateway: what the client speaks, and the surface its request goes to.</summary>
/// <param name="Client">The client's dialect.</param>
/// <param name="Surface">The surface, as configurations name it.</param>
/// <param name="Gateway">Which of <see cref="RelaySetups.All"/> it goes through.</param>
internal sealed record RelayLane(Dialect Client, string Surface, int Gateway)
{
    /// <summary>The upstream speaks the client's own dialect: bytes pass as they are.</summary>
    public bool IsSameDialect { get; init; }

    /// <summary>The client signs its requests, and the gateway its own.</summary>
    public bool IsSigned { get; init; }

    /// <summary>The model that leads to this surface; null where the dialect's usual one does.</summary>
    public string? Model { get; init; }

    public string Name => $"{Client.ToString().ToLowerInvariant()} → {Surface}{(IsSigned ? ", signed" : "")}";

    /// <summary>Those that are measured, in the order of the table: first where bytes pass as they are.</summary>
    public static IReadOnlyList<RelayLane> All { get; } =
    [
        new(Dialect.Anthropic, "anthropic-api", RelaySetups.Direct) { IsSameDialect = true },
        new(Dialect.Converse, "bedrock", RelaySetups.Bedrock) { IsSameDialect = true },
        new(Dialect.Converse, "bedrock", RelaySetups.SignedBedrock) { IsSameDialect = true, IsSigned = true },
        new(Dialect.Invoke, "bedrock", RelaySetups.Bedrock) { IsSameDialect = true },
        new(Dialect.OpenAi, "openai-compatible", RelaySetups.Local) { IsSameDialect = true },
        new(Dialect.Anthropic, "bedrock", RelaySetups.Bedrock),
        new(Dialect.OpenAi, "bedrock", RelaySetups.Bedrock) { Model = FixedAnswers.Model },
        new(Dialect.OpenAi, "anthropic-api", RelaySetups.Direct) { Model = FixedAnswers.Model },
        new(Dialect.Converse, "anthropic-api", RelaySetups.Direct),
        new(Dialect.Invoke, "anthropic-api", RelaySetups.Direct),
        new(Dialect.Anthropic, "openai-compatible", RelaySetups.Local) { Model = FixedAnswers.LocalModel },
        new(Dialect.Converse, "openai-compatible", RelaySetups.Local) { Model = FixedAnswers.LocalModel },
        new(Dialect.Invoke, "openai-compatible", RelaySetups.Local) { Model = FixedAnswers.LocalModel },
    ];
}
