using Clearbar.Keys.Policies;
using Clearbar.Limits;
using Clearbar.Routing;
using Clearbar.Tiers;
using Clearbar.Upstreams;
using Clearbar.Wire;
using Clearbar.Wire.Dialects.Anthropic;

namespace Clearbar.Requests;

/// <summary>
/// Relays a request that only counts tokens to the deployment that would serve the model asked for. Counting is never billed (Anthropic API
/// reference and Amazon Bedrock user guide, 2026), so it has no ledger entry, no reservation and no gates; it needs a key and keeps to the
/// owner's rate limits like everything else, and the model is never another one than asked for, because tokenizers differ.
/// </summary>
public sealed class TokenCounting(Admission admission, Planner planner, Intake intake, UpstreamClient upstreams, ThinkingOrigins thinking)
{
    /// <summary>Largest answer that is read: <c>{"input_tokens": n}</c> or an error.</summary>
    private const int MaxAnswerBytes = 64 * 1024;

    /// <summary><c>POST /v1/messages/count_tokens</c>, or with a model from the path <c>POST /model/{id}/count-tokens</c>.</summary>
    public async Task RunAsync(Exchange exchange, string? pathModel)
    {
        try
        {
            if (await TryAsync(exchange, pathModel) is { } refusal)
            {
                await ErrorReply.WriteAsync(exchange, refusal);
            }
        }
        catch (OperationCanceledException) when (exchange.Aborted.IsCancellationRequested)
        {
            // The client is gone; nothing was bought and there is nobody to tell.
        }
    }

    private async ValueTask<GatewayError?> TryAsync(Exchange exchange, string? pathModel)
    {
        if (await admission.AdmitAsync(exchange) is { } stranger)
        {
            return stranger;
        }

        if (ReadOutline(exchange, pathModel) is { } fault)
        {
            return Admission.Refusal(fault);
        }

        if (!planner.TryPlan(exchange.Outline, default, exchange.Snapshot, routeOff: true, out var plan, out var unplannable))
        {
            return unplannable;
        }

        exchange.Plan = plan;
        return AccessCheck.Refuse(exchange, "bedrock:CountTokens") ?? await intake.AdmitCountAsync(exchange) ?? await RelayAsync(exchange, plan.Steps[0]);
    }

    private static WireFault? ReadOutline(Exchange exchange, string? pathModel)
    {
        if (pathModel is null)
        {
            var ok = AnthropicDialect.TryReadCountRequest(exchange.Body!.Span, out var outline, out var fault);
            exchange.Outline = outline!;
            return ok ? null : fault;
        }

        // CountTokens is asked with a foundation-model id, which says nothing about the endpoint: the deployment's own scope holds.
        var name = exchange.Snapshot.Catalog.TryResolve(pathModel, out var model, out _) ? model.Id : pathModel;
        exchange.Outline = new RequestOutline { Dialect = exchange.Dialect.Id, Model = name, Members = [], BodyLength = exchange.Body!.Length };
        return null;
    }

    private async ValueTask<GatewayError?> RelayAsync(Exchange exchange, PlannedStep step)
    {
        var edits = EditsOf(exchange, step);
        using var edited = EditedBody.Of(exchange, Rendition.OfClient(exchange), edits);
        var (reply, failure) = await upstreams.SendAsync(
            new UpstreamCall
            {
                EntryId = Guid.Empty,
                RequestId = exchange.RequestId,
                Deployment = step.Deployment!,
                Dialect = exchange.Dialect.Id,
                ModelId = CountedId(exchange, step),
                Stream = false,
                CountsTokens = true,
                Body = edited.Memory,
                Headers = DialectHeaders.Of(exchange, exchange.Dialect.Id, []),
            },
            exchange.Aborted);
        if (reply is null)
        {
            edited.Abandon();
            return new GatewayError(failure!.TimedOut ? ErrorKind.UpstreamTimeout : ErrorKind.UpstreamFailure, failure.Message);
        }

        using (reply)
        {
            return await WriteAsync(exchange, step, reply, edits);
        }
    }

    /// <summary>Only the name can differ, for the plan is for the model asked for; and on Bedrock the body becomes one of InvokeModel.</summary>
    private IReadOnlyList<RequestEdit> EditsOf(Exchange exchange, PlannedStep step)
    {
        if (exchange.Dialect.Id != Dialect.Anthropic)
        {
            return [];
        }

        var betas = DialectHeaders.BetasOf(exchange);
        var edits = ParameterAdapter.EditsFor(exchange.Outline, exchange.Body!.Span, step, 0, thinking, betas);
        return step.Deployment!.Surface == Surface.Bedrock && exchange.Outline.MaxTokens is null
            // An InvokeModel body has a limit, a counting body none; it does not change the count.
            ? [.. edits, new RequestEdit.Set("max_tokens", "1")]
            : edits;
    }

    /// <summary>CountTokens of Bedrock takes foundation-model ids only (AWS service model, bedrock-runtime 2026-07-31).</summary>
    private static string CountedId(Exchange exchange, PlannedStep step) =>
        exchange.Dialect.Id == Dialect.Anthropic && step.Deployment!.Surface != Surface.Bedrock
            ? step.WireModelId
            : step.Model!.IdOn(Surface.BedrockMantle) ?? step.WireModelId;

    private static async ValueTask<GatewayError?> WriteAsync(Exchange exchange, PlannedStep step, UpstreamReply reply, IReadOnlyList<RequestEdit> edits)
    {
        using var answer = new PooledWriter(4096);
        try
        {
            while (answer.Written.Length <= MaxAnswerBytes && await reply.Body.ReadAsync(answer.GetMemory(4096), exchange.Aborted) is var read and > 0)
            {
                answer.Advance(read);
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return new GatewayError(ErrorKind.UpstreamFailure, $"the upstream's count broke off ({exception.GetType().Name})");
        }

        if (answer.Written.Length > MaxAnswerBytes)
        {
            return new GatewayError(ErrorKind.UpstreamFailure, $"the upstream's count is longer than {MaxAnswerBytes} bytes");
        }

        var response = exchange.Http.Response;
        AnswerRelay.SetHeaders(exchange);
        response.Headers[GatewayHeaders.Model] = step.WireModelId;
        response.Headers[GatewayHeaders.Edits] = RequestEdit.LabelsOf(edits);
        foreach (var name in (ReadOnlySpan<string>)["retry-after", "x-should-retry", "x-amzn-errortype", "x-clearbar-emulated"])
        {
            if (reply.Header(name) is { } value)
            {
                response.Headers[name] = value;
            }
        }

        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType ?? exchange.Dialect.AnswerContentType;
        response.ContentLength = answer.Written.Length;
        await response.BodyWriter.WriteAsync(answer.WrittenMemory, exchange.Aborted);
        return null;
    }
}
