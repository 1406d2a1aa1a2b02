using System.Buffers;
using System.Text.Json;
using Clearbar.Configuration;
using Clearbar.Keys;
using Clearbar.Requests;
using Clearbar.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Budgets;

/// <summary>
/// <c>GET /clearbar/v1/budgets</c>: how each budget stands. Needs a key like everything else; reaches no upstream.
/// </summary>
public sealed class BudgetEndpoint(IBudgetCounters counters, CurrentSnapshot snapshots, Authenticator authenticator, TimeProvider clock)
{
    public void Map(WebApplication app) => app.MapGet("/clearbar/v1/budgets", AnswerAsync);

    private async Task AnswerAsync(HttpContext http)
    {
        await using var exchange = new Exchange(http, WireDialects.Anthropic, snapshots.Value, clock);
        if (!authenticator.TryAuthenticate(http, exchange.Snapshot.Keys, out _, out var pending, out var stranger)
            || (stranger = pending?.Refuse([])) is not null)
        {
            await ErrorReply.WriteAsync(exchange, stranger);
            return;
        }

        var output = new ArrayBufferWriter<byte>(1024);
        Write(output, counters.Snapshot(exchange.Snapshot.Options.Budgets));
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = output.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(output.WrittenMemory, http.RequestAborted);
    }

    /// <summary>
    /// <code>
    /// { "budgets": [ { "name", "part"?, "match", "per", "mode", "limitUsd", "spentUsd", "reservedUsd", "percent", "startedAt"?,
    /// "resetsAt"?,
    ///   "refused", "graced", "complete" } ] }
    /// </code>
    /// <c>refused</c> and <c>graced</c> count since the process started; <c>complete</c> is false while the ledger of earlier processes
    /// has not
    /// been read.
    /// </summary>
    private static void Write(IBufferWriter<byte> output, IReadOnlyList<BudgetState> states)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("budgets");
        foreach (var state in states)
        {
            WriteState(json, state);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteState(Utf8JsonWriter json, in BudgetState state)
    {
        json.WriteStartObject();
        json.WriteString("name", state.Budget.Name);
        if (state.Part.Length > 0)
        {
            json.WriteString("part", state.Part);
        }

        json.WriteString("match", state.Budget.Match.ToString());
        json.WriteString("per", state.Budget.Per switch
        {
            BudgetPeriod.Day => "day",
            BudgetPeriod.Week => "week",
            BudgetPeriod.Month => "month",
            _ => "total",
        });
        json.WriteString("mode", state.Budget.IsHard ? "hard" : "soft");
        json.WriteNumber("limitUsd", state.Budget.Limit.Amount);
        json.WriteNumber("spentUsd", state.Spent.Amount);
        json.WriteNumber("reservedUsd", state.Reserved.Amount);
        json.WriteNumber("percent", state.Percent);
        if (state.Window.End is { } end)
        {
            json.WriteString("startedAt", state.Window.Start);
            json.WriteString("resetsAt", end);
        }

        json.WriteNumber("refused", state.Refused);
        json.WriteNumber("graced", state.Graced);
        json.WriteBoolean("complete", state.IsComplete);
        json.WriteEndObject();
    }
}
