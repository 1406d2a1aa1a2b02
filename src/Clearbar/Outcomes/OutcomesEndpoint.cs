using System.Buffers;
using System.Text.Json;
using Clearbar.Certificates.Online;
using Clearbar.Configuration;
using Clearbar.Gates.Scoring;
using Clearbar.Requests;
using Clearbar.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Outcomes;

/// <summary>
/// <c>POST /clearbar/v1/outcomes</c>: the application tells how good an answer turned out to be. It is written down for <c>replay</c> and, where a
/// certified policy served the request, watched: too many bad outcomes take the policy back. Where the class has a score gate, it is taught.
/// <code>
/// answer = { "taken": number, "known": number }     ; known: of requests this process remembers
/// </code>
/// </summary>
public sealed class OutcomesEndpoint(
    Admission admission, RecentRequests recent, OutcomeJournal journal, PolicyBook book, AnswerScores scores, CurrentSnapshot snapshots, TimeProvider clock)
{
    public void Map(WebApplication app) => app.MapPost("/clearbar/v1/outcomes", TakeAsync);

    private async Task TakeAsync(HttpContext http)
    {
        await using var exchange = new Exchange(http, WireDialects.Anthropic, snapshots.Value, clock);
        if (await admission.AdmitAsync(exchange) is { } stranger)
        {
            await ErrorReply.WriteAsync(exchange, stranger);
            return;
        }

        var (outcomes, problem) = ReportedOutcome.Read(exchange.Body!.Span);
        if (outcomes is null)
        {
            await ErrorReply.WriteAsync(exchange, new GatewayError(ErrorKind.InvalidRequest, problem!));
            return;
        }

        var known = new List<(ReportedOutcome Outcome, RecentRequest Request)>(outcomes.Count);
        foreach (var outcome in outcomes)
        {
            if (recent.Find(outcome.RequestId) is not { } request)
            {
                continue;
            }

            if (request.KeyId != exchange.Caller.KeyId)
            {
                // Nobody learns from the answer that another key's request exists.
                await ErrorReply.WriteAsync(exchange, new GatewayError(ErrorKind.NotFound, $"request '{outcome.RequestId}' is not one of this key's"));
                return;
            }

            known.Add((outcome, request));
        }

        journal.Append(outcomes);
        foreach (var (outcome, request) in known)
        {
            Observe(outcome, request);
        }

        await AnswerAsync(http, outcomes.Count, known.Count);
    }

    private void Observe(ReportedOutcome outcome, RecentRequest request)
    {
        scores.Learn(request.Class, outcome.RequestId, outcome.Score);
        if (request.CertificateId is { } certificate)
        {
            book.Observe(new ServedObservation
            {
                Class = request.Class, Reference = request.Reference, CertificateId = certificate, BadOutcome = outcome.IsBad,
            });
        }
    }

    private static async Task AnswerAsync(HttpContext http, int taken, int known)
    {
        var output = new ArrayBufferWriter<byte>(64);
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteNumber("taken"u8, taken);
            json.WriteNumber("known"u8, known);
            json.WriteEndObject();
        }

        http.Response.ContentType = "application/json";
        http.Response.ContentLength = output.WrittenCount;
        await http.Response.BodyWriter.WriteAsync(output.WrittenMemory, http.RequestAborted);
    }
}
