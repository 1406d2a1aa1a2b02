using Clearbar.EndToEnd.Clients;

namespace Clearbar.EndToEnd.Conformance;

/// <summary>The whole matrix, run once: every client against a gateway in front of each emulated provider.</summary>
public sealed class MatrixRun : IAsyncLifetime
{
    /// <summary>Surfaces the emulator stands in for, as configured and as printed.</summary>
    internal static readonly (string Surface, string Title)[] Surfaces = [("bedrock", "emulated Bedrock"), ("anthropic-api", "emulated Anthropic API")];

    private readonly Dictionary<(string Surface, string Client), IReadOnlyDictionary<string, ScenarioResult>> _results = [];

    internal static IReadOnlyList<IMatrixClient> Clients { get; } =
    [
        new NodeMatrixClient("@anthropic-ai/sdk 1.11.0", "anthropic"),
        new NodeMatrixClient("@anthropic-ai/bedrock-sdk 1.1.2", "anthropic", new Dictionary<string, string>(StringComparer.Ordinal) { ["CLEARBAR_MATRIX_SDK"] = "bedrock" }),
        new NodeMatrixClient("@aws-sdk/client-bedrock-runtime 3.1162.0 (Converse)", "converse"),
        new NodeMatrixClient("@aws-sdk/client-bedrock-runtime 3.1162.0 (InvokeModel)", "invoke"),
        new NodeMatrixClient("@aws-sdk/client-bedrock 3.1162.0", "control-plane"),
        new NodeMatrixClient("openai 6.49.0", "openai"),
        new NodeMatrixClient("ai 6.0.326 with @ai-sdk/amazon-bedrock 4.0.186", "ai-sdk"),
        new AnthropicDotNetClient(),
        new OpenAiDotNetClient(),
        new ExtensionsAiClient(),
    ];

    internal ScenarioResult this[string surface, string client, string feature] =>
        _results[(surface, client)].TryGetValue(feature, out var result) ? result : new ScenarioResult(feature, false, "the client's script has no such feature");

    public async ValueTask InitializeAsync()
    {
        if (NodeClient.Missing is not null)
        {
            return;
        }

        foreach (var (surface, _) in Surfaces)
        {
            await using var target = await MatrixTarget.StartAsync(surface, TestContext.Current.CancellationToken);
            foreach (var client in Clients)
            {
                _results[(surface, client.Name)] = await client.RunAsync(target.Address, TestContext.Current.CancellationToken);
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
