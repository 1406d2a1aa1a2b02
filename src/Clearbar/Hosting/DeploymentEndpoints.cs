using System.Buffers;
using System.Text.Json;
using Clearbar.Configuration;
using Clearbar.Keys;
using Clearbar.Requests;
using Clearbar.Pricing;
using Clearbar.Upstreams.Health;
using Clearbar.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Hosting;

/// <summary>
/// Says how each deployment is doing, as the process sees it from its own calls; it never calls one to find out. Needs a key like
/// everything else.
/// <code>
/// GET /clearbar/v1/deployments
/// { "deployments": [ { "name", "surface", "state", "until"?, "reason"?, "models": [ { "model", "state", "until"?, "reason"? }, … ] }, … ] }
/// state = "ready" / "cooling" / "open" / "half-open"      ; until: RFC 3339, when it is called again
/// </code>
/// </summary>
public sealed class DeploymentEndpoints(CurrentSnapshot snapshots, Authenticator authenticator, UpstreamHealth health, TimeProvider clock)
{
    public void Map(WebApplication app) => app.MapGet("/clearbar/v1/deployments", ListAsync);

    private async Task ListAsync(HttpContext http)
    {
        await using var exchange = new Exchange(http, WireDialects.Anthropic, snapshots.Value, clock);
        if (!authenticator.TryAuthenticate(http, exchange.Snapshot.Keys, out _, out var pending, out var stranger)
            || (stranger = pending?.Refuse([])) is not null)
        {
            await ErrorReply.WriteAsync(exchange, stranger);
            return;
        }

        var output = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(output))
        {
            Write(json, exchange.Snapshot.Options);
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = output.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(output.WrittenMemory, http.RequestAborted);
    }

    private void Write(Utf8JsonWriter json, GatewayOptions options)
    {
        json.WriteStartObject();
        json.WriteStartArray("deployments"u8);
        foreach (var deployment in options.Deployments)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, deployment.Name);
            json.WriteString("surface"u8, SurfaceNames.Of(deployment.Surface));
            var known = health.Of(deployment.Name);
            WriteStatus(json, known[0]);
            json.WriteStartArray("models"u8);
            for (var i = 1; i < known.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("model"u8, known[i].Model);
                WriteStatus(json, known[i]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json, HealthStatus status)
    {
        json.WriteString("state"u8, status.State);
        if (status.Until is { } until)
        {
            json.WriteString("until"u8, until);
        }

        if (status.Reason is { } reason)
        {
            json.WriteString("reason"u8, reason);
        }
    }
}
