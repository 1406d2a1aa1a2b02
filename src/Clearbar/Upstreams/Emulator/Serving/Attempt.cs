using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.Caching;
using Clearbar.Upstreams.Emulator.Faults;
using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Upstreams.Emulator.Writing;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>
/// One inference call: read, check, suffer a fault, account for the cache, answer, bill. The bill row is opened before the model would
/// begin to work and always settled, whatever happens to the connection.
/// </summary>
internal sealed class Attempt(EmulatorState state, HttpContext context, Route route)
{
    private readonly long _number = state.Ids.Next();

    private string RequestId => route.Bedrock ? state.Ids.Aws(_number) : state.Ids.Anthropic(_number);

    public async Task RunAsync()
    {
        RequestBody? body = null;
        try
        {
            if (state.Options.RequireCredentials)
            {
                CheckHeaders();
            }

            body = await RequestBody.ReadAsync(context);
            await RunAsync(body);
        }
        catch (RequestRejectedException rejected)
        {
            var asked = body is null ? route.Model : RequestReading.NameOf(route, body.Root);
            await RefuseAsync(rejected.Failure, MessageOf(rejected), null, asked, false);
        }
        catch (BadHttpRequestException bad) when (bad.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            await RefuseAsync(Failure.TooLarge, null, null, route.Model, false);
        }
        finally
        {
            body?.Dispose();
        }
    }

    private async Task RunAsync(RequestBody body)
    {
        var request = RequestReading.Read(route, context, body.Root, state.Options.AnswerSheet is not null);
        var asked = RequestReading.NameOf(route, body.Root)!;
        var fault = state.Faults.Next(asked, request.Model.Id, route.Name, request.Stream);
        if (fault is not null && FaultOutcomes.RefusalOf(fault.Kind) is var failure and not Failure.None)
        {
            await RefuseAsync(failure, fault.Message, fault, asked, request.Stream);
            return;
        }

        var cache = state.Cache.Admit(request, Caller.SpaceOf(context));
        var answer = fault?.Kind == FaultKind.Refusal
            ? new EmulatedAnswer { StopReason = "refusal", OutputTokens = 1 }
            : state.Answers.Make(request);
        var row = state.Bill.Open(RowOf(request, asked, fault));
        if (fault?.Kind == FaultKind.Refuse)
        {
            state.Bill.Settle(row, BillOutcome.Refused, default);
            context.Abort();
            return;
        }

        await AnswerAsync(request, cache, answer, row, fault);
    }

    private async Task AnswerAsync(EmulatedRequest request, CacheResult cache, EmulatedAnswer answer, EmulatorBill.OpenRow row,
        FaultRule? fault)
    {
        var draw = Fingerprint.Draw((ulong)request.PromptHash, (ulong)state.Options.Seed);
        var latency = LatencyModel.Of(request.Model.Line, cache.Usage.Prompt - cache.Usage.CacheRead, draw);
        var response = new EmulatedResponse
        {
            Id = row.Row.Id,
            Model = request.Model,
            Answer = answer,
            Usage = cache.Usage with { Output = answer.OutputTokens },
            LatencyMilliseconds = (long)latency.MillisecondsUntil(answer.OutputTokens),
            FirstByteMilliseconds = (long)latency.FirstTokenMilliseconds,
            TellStopSequence = request.WantsStopSequenceField,
        };
        Refusals.SetRequestId(context, route.Bedrock, RequestId);
        using var shape = ShapeOf(route);
        var delivery = new Delivery(context, shape, response, new Pace(state.Options, latency), fault)
        {
            RequestId = RequestId,
            Begun = () => state.Cache.Commit(cache),
            Settle = (outcome, usage) => state.Bill.Settle(row, outcome, usage),
        };
        try
        {
            await (request.Stream ? delivery.StreamAsync() : delivery.WholeAsync());
            if (context.RequestAborted.IsCancellationRequested)
            {
                state.Bill.Settle(row, BillOutcome.Incomplete, delivery.Billed);
            }
        }
        catch (OperationCanceledException)
        {
            state.Bill.Settle(row, BillOutcome.Incomplete, delivery.Billed);
        }
    }

    private static AnswerShape ShapeOf(Route route) => route.Operation switch
    {
        Operation.Messages => new AnthropicShape(),
        Operation.Converse or Operation.ConverseStream => new ConverseShape(),
        _ => new InvokeShape(),
    };

    private BillRow RowOf(EmulatedRequest request, string asked, FaultRule? fault) => new()
    {
        Id = state.Ids.Message(_number, route.Bedrock),
        RequestId = RequestId,
        Entry = Entry,
        Dialect = DialectName,
        Model = request.Model.Id,
        ModelAsked = asked,
        Stream = request.Stream,
        Status = StatusCodes.Status200OK,
        Fault = fault is null ? null : FaultScript.NameOf(fault.Kind),
    };

    private string? Entry => context.Request.Headers.TryGetValue("x-clearbar-entry", out var entry) ? entry.ToString() : null;

    private string DialectName => route.Operation switch
    {
        Operation.Messages => "anthropic",
        Operation.Converse or Operation.ConverseStream => "converse",
        _ => "invoke",
    };

    private void CheckHeaders()
    {
        if (!Caller.HasCredentials(context))
        {
            throw new RequestRejectedException(Failure.Authentication, route.Bedrock ? "Missing Authentication Token"
                : "x-api-key header is required");
        }

        if (!route.Bedrock && !context.Request.Headers.ContainsKey("anthropic-version"))
        {
            throw new RequestRejectedException("anthropic-version: header is required");
        }
    }

    /// <summary>Bedrock wraps what the model's own API refuses; its own checks (Converse fields, model ids) stand alone.</summary>
    private string MessageOf(RequestRejectedException rejected) =>
        route.Bedrock && rejected.Failure == Failure.InvalidRequest && rejected.Message.Contains(": ", StringComparison.Ordinal)
            && !rejected.Message.StartsWith("1 validation error", StringComparison.Ordinal)
            ? "The model returned the following errors: " + rejected.Message
            : rejected.Message;

    private async Task RefuseAsync(Failure failure, string? message, FaultRule? fault, string? asked, bool stream)
    {
        var row = state.Bill.Open(new BillRow
        {
            Id = RequestId,
            RequestId = RequestId,
            Entry = Entry,
            Dialect = DialectName,
            ModelAsked = asked,
            Stream = stream,
            Status = Refusals.StatusOf(failure, route.Bedrock),
            Fault = fault is null ? null : FaultScript.NameOf(fault.Kind),
        });
        state.Bill.Settle(row, BillOutcome.Refused, default(TokenUsage));
        int? retryAfter = fault?.Kind == FaultKind.Throttle ? fault.RetryAfterSeconds : null;
        await Refusals.WriteAsync(context, route.Bedrock, failure, message, RequestId, retryAfter);
    }
}
