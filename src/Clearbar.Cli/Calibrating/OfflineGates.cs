using System.Text.Json;
using Clearbar.Configuration;
using Clearbar.Gates;
using Clearbar.Gates.Tools;
using Clearbar.Wire;

namespace Clearbar.Cli.Calibrating;

/// <summary>
/// Holds answers against the gates their class has in the configuration, as the gateway would have. A class with a gate that asks others (a
/// webhook, a judge, further samples) gets no verdict: asking would cost, and half a verdict would be a wrong one.
/// </summary>
internal sealed class OfflineGates(GatewaySnapshot snapshot)
{
    private readonly RequestToolsCache _tools = new();

    /// <summary>Null where the class has no gates or they cannot be asked offline.</summary>
    public bool? Judge(string? className, byte[] body, Answer answer)
    {
        if (className is null
            || snapshot.Classes.PolicyOf(className) is not { Gates: { IsEmpty: false, AsksOthers: false } gates } policy
            || !WireDialects.Anthropic.TryReadRequest(body, null, null, out var outline, out _))
        {
            return null;
        }

        if (answer.StopReason == StopReason.Refusal && !policy.EscalatesRefusals)
        {
            // The gateway lets a refusal stand without asking the gates.
            return true;
        }

        if (gates.JudgesRequestSchema && outline.SchemaFingerprint != 0 && SchemaGate.TryCreate(SchemaOf(body), null, out var schema, out _))
        {
            gates = gates.With(schema);
        }

        using var input = new GateInput(answer, new GateRequest(outline, body, _tools));
        return gates.Evaluate(input).Passed;
    }

    /// <summary>Messages: <c>output_config.format.schema</c>; empty where there is none, which is no schema.</summary>
    private static string SchemaOf(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        var value = json.RootElement;
        foreach (var name in (ReadOnlySpan<string>)["output_config", "format", "schema"])
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return "";
            }
        }

        return value.GetRawText();
    }
}
