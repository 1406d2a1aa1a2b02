using System.Text.Json.Nodes;
using Clearbar.Bench.Overhead.Servers;

namespace Clearbar.Bench.Overhead.Relay;

/// <summary>
/// The gateways of the relay bench. Several, because a gateway prefers a deployment that speaks the client's dialect: only one without such a deployment
/// crosses.
/// </summary>
internal static class RelaySetups
{
    /// <summary>Index of the one with the Anthropic API.</summary>
    public const int Direct = 0;

    /// <summary>Index of the one with Bedrock, called with an API key.</summary>
    public const int Bedrock = 1;

    /// <summary>Index of the one with Bedrock, called with signatures.</summary>
    public const int SignedBedrock = 2;

    /// <summary>Index of the one with an OpenAI-compatible server.</summary>
    public const int Local = 3;

    private const string Key = "BENCH_KEY";

    public static IReadOnlyList<GatewaySetup> All { get; } =
    [
        new(
            "gateway-direct",
            static upstream => new JsonArray(new JsonObject { ["name"] = "messages", ["surface"] = "anthropic-api", ["url"] = upstream, ["keyFrom"] = Key }),
            new Dictionary<string, string> { [Key] = "bench" }),
        new("gateway-bedrock", static upstream => new JsonArray(BedrockAt(upstream)), new Dictionary<string, string> { [Key] = "bench" }),
        // Made up: the upstream does not look at the signature, but it has to be made.
        new("gateway-signed", static upstream => new JsonArray(BedrockAt(upstream)), new Dictionary<string, string>
        {
            ["AWS_ACCESS_KEY_ID"] = "AKIABENCHBENCHBENCH0",
            ["AWS_SECRET_ACCESS_KEY"] = "bench/bench/bench/bench/bench/bench/benc",
        }),
        new("gateway-local", static upstream => new JsonArray(LocalAt(upstream)), new Dictionary<string, string> { [Key] = "bench" }),
    ];

    private static JsonObject BedrockAt(string upstream) => new()
    {
        ["name"] = "bedrock",
        ["surface"] = "bedrock",
        ["endpoint"] = upstream,
        ["region"] = "us-east-1",
        ["scope"] = "global",
        ["keyFrom"] = Key,
    };

    private static JsonObject LocalAt(string upstream) => new()
    {
        ["name"] = "chat",
        ["surface"] = "openai-compatible",
        ["url"] = upstream,
        ["keyFrom"] = Key,
        ["models"] = new JsonArray(new JsonObject
        {
            ["id"] = FixedAnswers.LocalModel,
            ["contextTokens"] = 1_000_000,
            ["inputPerMTok"] = 1,
            ["outputPerMTok"] = 5,
        }),
    };
}
