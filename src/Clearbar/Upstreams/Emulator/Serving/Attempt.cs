using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.Caching;
using Clearbar.Upstreams.Emulator.Faults;
using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Upstreams.Emulator.Quotas;
using Clearbar.Upstreams.Emulator.Rules;
using Clearbar.Upstreams.Emulator.Writing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>
/// One inference call: admit, read, check, suffer a fault, account for cache and quota, answer, bill. The bill row is opened before the model
/// would begin to work and always settled, whatever happens to the connection.
/// </summary>
internal sealed class Attempt(EmulatorState state, HttpContext context, Route route, Caller caller)
{
    private readonly long _number = state.Ids.Next();

    private string RequestId => state.Ids.Of(route, _number);

    public async Task RunAsync()
    {
        state.Ids.Tell(context, route, _number);
        RequestBody? body = null;
        try
        {
            body = await RequestBody.ReadAsync(context);
            state.Gate.Check(context, route, body.Bytes);
            body.Parse();
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
        var request = RequestReading.Read(route, context, body.Root, state.Names, caller, state.LooksUpInputs);
        var asked = RequestReading.NameOf(route, body.Root)!;
        var call = new CallFacts(
            asked, request.Model.Id, route.Name, Inference: true, request.Stream, route.SurfaceName, caller.Account, caller.RegionOrDefault,
            request.LastUserTextHash);
        var fault = state.Faults.Next(call);
        if (fault is not null && FaultOutcomes.RefusalOf(fault.Kind) is var failure and not Failure.None)
        {
            await RefuseAsync(
                failure, fault.Message, fault, asked, request.Stream, fault.Kind == FaultKind.Throttle ? fault.RetryAfterSeconds : null);
            return;
        }

        var cache = state.Cache.Admit(request, caller.CacheSpace(route));
        var quota = state.Quotas.Take(route, caller, request, cache.Usage);
        QuotaHeaders.Tell(context, route, quota, state.Options.TimeProvider);
        if (quota?.Shortage is { } shortage)
        {
            await RefuseAsync(
                Failure.Throttled, $"Too many {shortage.What}, please wait before trying again.", null, asked, request.Stream,
                shortage.RetryAfterSeconds);
            return;
        }

        var answer = fault?.Kind == FaultKind.Refusal
            ? new EmulatedAnswer { StopReason = "refusal", OutputTokens = 1 }
            : state.Answers.Make(request, state.Scripted.Next(call));
        var open = state.Bill.Open(RowOf(asked, request.Stream, fault) with
        {
            Id = state.Ids.Message(route, _number),
            Model = request.Model.Id,
            Status = StatusCodes.Status200OK,
        });
        var ending = new AttemptEnding(state.Bill, open, quota);
        if (fault?.Kind == FaultKind.Refuse)
        {
            ending.Settle(BillOutcome.Refused, default);
            context.Abort();
            return;
        }

        await AnswerAsync(request, asked, cache, answer, ending, fault);
    }

    private async Task AnswerAsync(
        EmulatedRequest request, string asked, CacheResult cache, EmulatedAnswer answer, AttemptEnding ending, FaultRule? fault)
    {
        var draw = Fingerprint.Draw((ulong)request.PromptHash, (ulong)state.Options.Seed);
        var latency = LatencyModel.Of(request.Model.Line, cache.Usage.Prompt - cache.Usage.CacheRead, draw);
        var response = new EmulatedResponse
        {
            Id = ending.MessageId,
            Model = request.Model,
            Answer = answer,
            Usage = cache.Usage with { Output = answer.OutputTokens },
            LatencyMilliseconds = (long)latency.MillisecondsUntil(answer.OutputTokens),
            FirstByteMilliseconds = (long)latency.FirstTokenMilliseconds,
            TellStopSequence = request.WantsStopSequenceField,
            CreatedSeconds = state.Options.TimeProvider.GetUtcNow().ToUnixTimeSeconds(),
            ModelAsked = asked,
            TellUsageInStream = request.WantsUsageInStream,
        };
        using var shape = ShapeOf(route);
        var delivery = new Delivery(context, shape, response, new Pace(state.Options, latency), fault)
        {
            RequestId = RequestId,
            Begun = () => state.Cache.Commit(cache),
            Settle = ending.Settle,
        };
        try
        {
            await (request.Stream ? delivery.StreamAsync() : delivery.WholeAsync());
            if (context.RequestAborted.IsCancellationRequested)
            {
                ending.Settle(BillOutcome.Incomplete, delivery.Billed);
            }
        }
        catch (OperationCanceledException)
        {
            ending.Settle(BillOutcome.Incomplete, delivery.Billed);
        }
    }

    private static AnswerShape ShapeOf(Route route) => route.Operation switch
    {
        Operation.Messages => new AnthropicShape(),
        Operation.ChatCompletions => new OpenAiShape(),
        Operation.Converse or Operation.ConverseStream => new ConverseShape(),
        _ => new InvokeShape(),
    };

    private BillRow RowOf(string? asked, bool stream, FaultRule? fault) => new()
    {
        Id = RequestId,
        RequestId = RequestId,
        Entry = context.Request.Headers.TryGetValue("x-clearbar-entry", out var entry) ? entry.ToString() : null,
        Surface = route.SurfaceName,
        Account = caller.Account,
        Region = route.Aws ? caller.RegionOrDefault : null,
        Dialect = DialectName,
        ModelAsked = asked,
        Stream = stream,
        Fault = fault is null ? null : FaultScript.NameOf(fault.Kind),
    };

    private string DialectName => route.Operation switch
    {
        Operation.Messages => "anthropic",
        Operation.ChatCompletions => "openai",
        Operation.Converse or Operation.ConverseStream => "converse",
        _ => "invoke",
    };

    /// <summary>The runtime wraps what the model's own API refuses; its own checks (Converse fields, model ids) stand alone.</summary>
    private string MessageOf(RequestRejectedException rejected) =>
        route.Errors == ErrorForm.Aws && rejected.Failure == Failure.InvalidRequest
            && rejected.Message.Contains(": ", StringComparison.Ordinal)
            && !rejected.Message.StartsWith("1 validation error", StringComparison.Ordinal)
            ? "The model returned the following errors: " + rejected.Message
            : rejected.Message;

    private async Task RefuseAsync(
        Failure failure, string? message, FaultRule? fault, string? asked, bool stream, int? retryAfter = null)
    {
        var row = state.Bill.Open(RowOf(asked, stream, fault) with { Status = Refusals.StatusOf(failure, route.Errors) });
        state.Bill.Settle(row, BillOutcome.Refused, default);
        await Refusals.WriteAsync(context, route.Errors, failure, message, RequestId, retryAfter);
    }
}
