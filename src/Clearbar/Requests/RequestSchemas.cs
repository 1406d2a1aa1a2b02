using System.Collections.Concurrent;
using System.Text.Json;
using Clearbar.Gates;
using Clearbar.Gates.Tools;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// Gates made from the output schema that requests bring along, one per distinct schema, and the tools they bring along, one per distinct list.
/// Bounded: past the limit a schema is compiled for its request only. Safe for any number of threads.
/// </summary>
public sealed class RequestSchemas
{
    private const int Capacity = 1024;

    private readonly ConcurrentDictionary<ulong, SchemaGate?> _gates = new();
    private readonly RequestToolsCache _tools = new();

    /// <summary>What gates may know of the request; valid as long as the exchange's body is.</summary>
    public GateRequest RequestOf(Exchange exchange) => new(exchange.Outline, exchange.Body!.Memory, _tools);

    /// <summary>The same of a request off its path.</summary>
    public GateRequest RequestOf(SideRequest request) => new(request.Outline, request.Body, _tools);

    /// <summary>The gates of the request: the class's own, and its output schema where the class asks for that.</summary>
    public GateSet GatesOf(Exchange exchange) => GatesOf(exchange.Plan.Gates, exchange.Outline, exchange.Body!.Span);

    /// <summary>The gates of a request off its path.</summary>
    public GateSet GatesOf(SideRequest request) => GatesOf(request.Class.Policy?.Gates ?? GateSet.Empty, request.Outline, request.Body.Span);

    private GateSet GatesOf(GateSet gates, RequestOutline outline, ReadOnlySpan<byte> body)
    {
        if (!gates.JudgesRequestSchema || outline.SchemaFingerprint == 0)
        {
            return gates;
        }

        if (!_gates.TryGetValue(outline.SchemaFingerprint, out var gate))
        {
            // A schema that does not compile is the upstream's to refuse; here it judges nothing.
            SchemaGate.TryCreate(SchemaOf(outline, body), null, out gate, out _);
            if (_gates.Count < Capacity)
            {
                _gates.TryAdd(outline.SchemaFingerprint, gate);
            }
        }

        return gate is null ? gates : gates.With(gate);
    }

    /// <summary>
    /// The schema as text. Messages and InvokeModel: <c>output_config.format.schema</c>, an object. Converse:
    /// <c>outputConfig.textFormat.structure.jsonSchema.schema</c>, JSON text in a string (AWS service model, bedrock-runtime).
    /// </summary>
    private static string SchemaOf(RequestOutline outline, ReadOnlySpan<byte> body)
    {
        var anthropic = outline.Dialect is Dialect.Anthropic or Dialect.Invoke;
        if (!outline.TryGetMember(anthropic ? "output_config" : "outputConfig", out var member))
        {
            return "";
        }

        var reader = new Utf8JsonReader(member.Value.Of(body));
        using var json = JsonDocument.ParseValue(ref reader);
        var value = json.RootElement;
        foreach (var name in (ReadOnlySpan<string>)(anthropic ? ["format", "schema"] : ["textFormat", "structure", "jsonSchema", "schema"]))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return "";
            }
        }

        return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
    }
}
