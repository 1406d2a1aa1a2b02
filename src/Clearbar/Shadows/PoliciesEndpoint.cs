using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clearbar.Certificates.Online;
using Clearbar.Configuration;
using Clearbar.Keys;
using Clearbar.Requests;
using Clearbar.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Shadows;

/// <summary>
/// <c>GET /clearbar/v1/policies</c> (<c>?class=NAME</c>): what is certified, what is being tested and how far it has come, and what the day's shadows have
/// cost. Needs a key like everything else; reaches no upstream.
/// <code>
/// { "shadows": { "capUsd", "spentUsd", "dropped" }, "classes": [ ClassReport, … ] }
/// </code>
/// </summary>
public sealed class PoliciesEndpoint(
    PolicyBook book, ShadowBudget budget, ShadowQueue queue, CurrentSnapshot snapshots, Authenticator authenticator, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    public void Map(WebApplication app) => app.MapGet("/clearbar/v1/policies", ListAsync);

    private async Task ListAsync(HttpContext http)
    {
        await using var exchange = new Exchange(http, WireDialects.Anthropic, snapshots.Value, clock);
        if (!authenticator.TryAuthenticate(http, exchange.Snapshot.Keys, out _, out var pending, out var stranger)
            || (stranger = pending?.Refuse([])) is not null)
        {
            await ErrorReply.WriteAsync(exchange, stranger);
            return;
        }

        var output = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            Write(json, http.Request.Query["class"].ToString());
        }

        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = output.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(output.WrittenMemory, http.RequestAborted);
    }

    private void Write(Utf8JsonWriter json, string only)
    {
        json.WriteStartObject();
        json.WriteStartObject("shadows"u8);
        json.WriteNumber("capUsd"u8, budget.DailyCap.Amount);
        json.WriteNumber("spentUsd"u8, budget.SpentByAll.Amount);
        json.WriteNumber("dropped"u8, queue.Dropped);
        json.WriteEndObject();
        json.WriteStartArray("classes"u8);
        var last = "";
        foreach (var (name, _) in book.OpenClasses())
        {
            // A class stands once for each model it is asked for; its report has them all.
            if (name == last || (only.Length > 0 && name != only))
            {
                continue;
            }

            last = name;
            foreach (var report in book.Explain(name))
            {
                JsonSerializer.Serialize(json, report, Options);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
