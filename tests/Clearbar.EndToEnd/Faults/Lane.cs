using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Wire;

namespace Clearbar.EndToEnd.Faults;

/// <summary>One way through the gateway: the client's dialect, the upstream's, and whether a stream was asked for.</summary>
public sealed record Lane(Dialect Client, Dialect Upstream, bool Stream)
{
    private const string LocalModel = "qwen3:8b";

    private static readonly (Dialect Client, Dialect Upstream)[] Pairs =
    [
        (Dialect.Anthropic, Dialect.Anthropic),
        (Dialect.Converse, Dialect.Converse),
        (Dialect.Invoke, Dialect.Invoke),
        (Dialect.OpenAi, Dialect.OpenAi),
        (Dialect.Anthropic, Dialect.Invoke),
        (Dialect.Anthropic, Dialect.OpenAi),
        (Dialect.Converse, Dialect.Anthropic),
        (Dialect.Invoke, Dialect.Anthropic),
        (Dialect.OpenAi, Dialect.Anthropic),
        (Dialect.Converse, Dialect.OpenAi),
        (Dialect.Invoke, Dialect.OpenAi),
    ];

    /// <summary>Every way of the table, in its order.</summary>
    public static IReadOnlyList<Lane> All { get; } =
        [.. Pairs.SelectMany(static pair => (Lane[])[new(pair.Client, pair.Upstream, false), new(pair.Client, pair.Upstream, true)])];

    /// <summary>Errors are named in a header.</summary>
    public bool UpstreamIsAws => Upstream is Dialect.Converse or Dialect.Invoke;

    /// <summary>A ladder has rungs of Claude models only, so what a local server answers cannot be held for gates.</summary>
    public bool CanBeHeld => Upstream != Dialect.OpenAi;

    /// <summary>Only the emulator is told the ids of ledger entries.</summary>
    public bool CarriesEntryIds => Surface == "emulator";

    public string Name => $"{NameOf(Client)} {(Client == Upstream ? "" : $"over {NameOf(Upstream)} ")}{(Stream ? "stream" : "whole")}";

    /// <summary>The model a client of this lane asks for.</summary>
    public string Model => Upstream == Dialect.OpenAi ? LocalModel : "opus";

    private string Surface => (Client, Upstream) switch
    {
        (_, Dialect.OpenAi) => "openai-compatible",
        (Dialect.Anthropic, Dialect.Invoke) => "bedrock",
        _ => Client == Upstream ? "emulator" : "anthropic-api",
    };

    /// <summary>The upstream as an owner would configure it. All prices are those of Opus, so that all costs can be compared.</summary>
    public JsonObject DeploymentAt(Uri address)
    {
        var deployment = new JsonObject { ["name"] = "fake", ["surface"] = Surface };
        switch (Surface)
        {
            case "bedrock":
                MadeUpAws.Install();
                deployment["endpoint"] = address.ToString();
                deployment["region"] = "us-east-1";
                deployment["scope"] = "global";
                deployment["profile"] = MadeUpAws.Profile;
                deployment["keyFrom"] = "CLEARBAR_TEST_NO_KEY";
                break;
            case "openai-compatible":
                deployment["url"] = address.ToString();
                deployment["models"] = new JsonArray(new JsonObject { ["id"] = LocalModel, ["inputPerMTok"] = 5, ["outputPerMTok"] = 25 });
                break;
            default:
                deployment["url"] = address.ToString();
                break;
        }

        if (Surface == "anthropic-api")
        {
            deployment["keyFrom"] = "CLEARBAR_TEST_NO_KEY";
        }

        return deployment;
    }

    public HttpRequestMessage Request(string? className) => ClientRequest.Of(Client, Stream, Model, "hi", className);

    private static string NameOf(Dialect dialect) => dialect switch
    {
        Dialect.Anthropic => "Messages",
        Dialect.Converse => "Converse",
        Dialect.Invoke => "InvokeModel",
        _ => "Chat",
    };
}
