using System.Globalization;
using Clearbar.Budgets;
using Clearbar.Classes;
using Clearbar.Configuration;
using Clearbar.Gates.Scoring;
using Clearbar.Keys;
using Clearbar.Limits;
using Clearbar.LocalAnswers.Learning;
using Clearbar.Pricing;
using Clearbar.Quotas;
using Clearbar.Requests.Repairs;
using Clearbar.Routing;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Requests;

/// <summary>
/// One client request on its way: what each step of the journey has found out. Belongs to one request, is used by one step at a time, and owns
/// the body's buffer until it is disposed.
/// </summary>
public sealed class Exchange : IAsyncDisposable
{
    private readonly long _started;
    private readonly Drain? _drain;
    private bool _costIsKnown = true;
    private Usd _cost;
    private Usd _costAtMost;
    private long _upstreamTicks;
    private long _waitingSince;

    /// <param name="requestId">The id of the request this one is made for; null for a client's own, which gets a new one.</param>
    public Exchange(HttpContext http, WireDialect dialect, GatewaySnapshot snapshot, TimeProvider clock, string? requestId = null)
    {
        Http = http;
        Dialect = dialect;
        Snapshot = snapshot;
        Clock = clock;
        _started = clock.GetTimestamp();
        var resilience = snapshot.Options.Resilience;
        _drain = resilience.OnHangUp == HangUpPolicy.Drain ? new Drain(clock, resilience.DrainFor, http.RequestAborted) : null;
        RequestId = requestId ?? NewId(dialect, clock);
    }

    public HttpContext Http { get; }

    public WireDialect Dialect { get; }

    /// <summary>The configuration this request lives with from start to end, whatever is reloaded meanwhile.</summary>
    public GatewaySnapshot Snapshot { get; }

    public TimeProvider Clock { get; }

    public string RequestId { get; }

    /// <summary>Cancelled when the client hangs up or the server stops.</summary>
    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>Cancelled when upstream calls are to end: with <see cref="Aborted"/>, or later where answers are drained.</summary>
    public CancellationToken Working => _drain?.Token ?? Aborted;

    /// <summary>
    /// The client has gone and its answer is read on all the same, for the counts at its end; nothing is written to it any more.
    /// </summary>
    public bool IsDraining => _drain is not null && Aborted.IsCancellationRequested;

    /// <summary>Step 1.</summary>
    public RequestBody? Body { get; set; }

    /// <summary>Step 1.</summary>
    public RequestOutline Outline { get; set; } = null!;

    /// <summary>Step 2.</summary>
    public Caller Caller { get; set; } = Caller.Anonymous;

    /// <summary>Step 3.</summary>
    public ClassDecision Class { get; set; }

    /// <summary>Step 4.</summary>
    public Plan Plan { get; set; } = null!;

    /// <summary>Step 5: the request in each upstream dialect an attempt has needed so far.</summary>
    public List<(Dialect Dialect, int DefaultMaxTokens, Rendition Rendition)> Renditions { get; } = new(1);

    /// <summary>The client's end, while a streamed answer is being made; null where none was asked for.</summary>
    public ClientStream? Client { get; set; }

    /// <summary>Rungs that have answered; null where nothing is learned from the request.</summary>
    public List<TriedRung>? Tried { get; set; }

    /// <summary>Step 8: what is to be remembered of the answer judged last; null where nothing is learned from it.</summary>
    public ScoredAnswer? Scored { get; set; }

    /// <summary>Tags the client sent, as the ledger keeps them.</summary>
    public string? Tags { get; set; }

    /// <summary>The most the client allows this request to cost over all its attempts; null when it set no limit.</summary>
    public Usd? MaxCost { get; set; }

    /// <summary>
    /// Time after arrival from which on no further call of a rung is begun, as the client and its class want it; null when neither does.
    /// </summary>
    public TimeSpan? MaxLatency { get; set; }

    /// <summary>What a rung is being asked to put right; null while it is asked what the client asked.</summary>
    public Repair? Repair
    {
        get;
        set
        {
            field = value;
            HasRepaired |= value is not null;
        }
    }

    /// <summary>A repair was tried: there is one per request.</summary>
    public bool HasRepaired { get; private set; }

    /// <summary>The last answer that did not pass, while a better one is asked for; null where there is none, or it is not kept.</summary>
    public KeptAnswer? Kept { get; set; }

    /// <summary>Step 4: what this request holds of the owner's rate limits; null where none is for it.</summary>
    public RatePass? Pass { get; set; }

    /// <summary>Step 4: its turn in the provider's quota, until the attempt it is for takes it over.</summary>
    public QuotaTicket? Ticket { get; set; }

    /// <summary>Step 5: what attempts hold; what is left when the request ends is given back.</summary>
    public List<AttemptHolds> Holds { get; } = [];

    /// <summary>The reservation that overdrew a budget under the grace of this request's tool loop.</summary>
    public BudgetReservation? Grace { get; set; }

    /// <summary>The attempt that had the grace cost nothing, so that the next one may have it.</summary>
    public bool MayUseGraceAgain => Grace is { IsOver: true, WasFree: true };

    /// <summary>Attempts opened so far.</summary>
    public int Attempts { get; set; }

    /// <summary>Names of the rungs tried so far, joined with '&gt;'; <see cref="Tiers.Rung.RepairSuffix"/> behind one that was asked to repair its answer.</summary>
    public string Path { get; private set; } = "";

    /// <summary>Charged so far over all attempts; a lower bound while <see cref="CostIsKnown"/> is false.</summary>
    public Usd Cost => Late.Count == 0 ? _cost : _cost + Sum(Late, static late => late.Cost ?? Usd.Zero);

    /// <summary>False also while what is left of a refused stream is still being read.</summary>
    public bool CostIsKnown => _costIsKnown && Late.TrueForAll(static late => late.Cost is not null);

    /// <summary>What the attempts so far have cost at most: where the cost is not known (yet), the attempt's ceiling stands for it.</summary>
    public Usd CostAtMost => Late.Count == 0 ? _costAtMost : _costAtMost + Sum(Late, static late => late.AtMost);

    /// <summary>Costs of attempts that were refused before their end and are read on beside this request.</summary>
    public List<LateCost> Late { get; } = [];

    /// <summary>Answers that did not pass so far.</summary>
    public int Escalations { get; set; }

    /// <summary>Attempts so far that were made because another one failed.</summary>
    public int Retries { get; set; }

    /// <summary>What an upstream's refusal has taught this request; null while it has been taught nothing.</summary>
    public Lesson? Learned { get; set; }

    /// <summary>Why a learning rung 0 did not answer; null where none was asked.</summary>
    public LocalPass? LocalPass { get; set; }

    /// <summary>The response has had its last byte and must not end properly: see <see cref="StreamBrokenOffException"/>.</summary>
    public bool BreaksOff { get; set; }

    /// <summary>Clock timestamp of the request's arrival.</summary>
    public long StartedAt => _started;

    /// <summary>The rung being tried.</summary>
    public void Enter(string rung) => Path = Path.Length == 0 ? rung : Path + ">" + rung;

    /// <summary>What is tried after an answer that did not pass: the same rung once more, or the next one.</summary>
    public void EnterNext(Attempt attempt)
    {
        if (attempt.Repair is null)
        {
            Enter(attempt.Step.Rung);
        }
        else
        {
            Path += Tiers.Rung.RepairSuffix;
        }
    }

    /// <summary>Whether <see cref="MaxLatency"/> allows a call to be begun after <paramref name="delay"/>.</summary>
    public bool HasTime(TimeSpan delay = default) => MaxLatency is not { } most || Clock.GetElapsedTime(_started) + delay < most;

    /// <summary>A better answer has come, or nobody waits for one: the kept one is settled and freed.</summary>
    public void LetKeptGo()
    {
        var kept = Kept;
        Kept = null;
        kept?.Dispose();
    }

    /// <param name="ceiling">The most it can have been where <paramref name="cost"/> is not known.</param>
    public void Charge(Usd? cost, Usd? ceiling = null)
    {
        _costIsKnown &= cost is not null;
        _cost += cost ?? Usd.Zero;
        _costAtMost += cost ?? ceiling ?? Usd.Zero;
    }

    /// <summary>Adds what was spent on extra calls for this request.</summary>
    public void Charge(in SideCost aside)
    {
        _costIsKnown &= aside.IsKnown;
        _cost += aside.Known;
        _costAtMost += aside.AtMost;
    }

    /// <summary>What budgets and rate limits know this request by; its model is the one of <paramref name="step"/>.</summary>
    public TrafficSubject Subject(PlannedStep? step) => new(Caller.KeyId, Caller.Tags, Class.Name, Tags, step?.Model?.Id, step?.Model?.Family);

    /// <summary>From here on the time is the upstream's, not ours, until <see cref="EndUpstreamWait"/>.</summary>
    public void BeginUpstreamWait() => _waitingSince = Clock.GetTimestamp();

    public void EndUpstreamWait() => _upstreamTicks += Clock.GetTimestamp() - _waitingSince;

    /// <summary>Milliseconds since the request arrived that were not spent waiting for an upstream.</summary>
    public double GatewayMs =>
        (Clock.GetTimestamp() - _started - _upstreamTicks) * 1000.0 / Clock.TimestampFrequency;

    /// <summary>A connection died while it may still read these bytes: none of them goes back to a pool.</summary>
    public void AbandonBodies()
    {
        Body?.Abandon();
        foreach (var (_, _, rendition) in Renditions)
        {
            rendition.Abandon();
        }
    }

    private static Usd Sum(List<LateCost> costs, Func<LateCost, Usd> of)
    {
        var sum = Usd.Zero;
        foreach (var cost in costs)
        {
            sum += of(cost);
        }

        return sum;
    }

    /// <summary>Each dialect's clients know their own form of request id; the ledger keeps exactly what the client saw.</summary>
    private static string NewId(WireDialect dialect, TimeProvider clock)
    {
        var id = Guid.CreateVersion7(clock.GetUtcNow());
        return dialect.Id == Wire.Dialect.Anthropic
            ? "req_" + id.ToString("N", CultureInfo.InvariantCulture)
            : id.ToString("D", CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var holds in Holds)
        {
            holds.GiveBack();
        }

        Ticket?.Settle(default);
        Pass?.Dispose();

        if (Client is { } client)
        {
            // The response must have no writer left when the server takes it back.
            await client.DisposeAsync();
        }

        foreach (var (_, _, rendition) in Renditions)
        {
            rendition.Dispose();
        }

        _drain?.Dispose();
        Body?.Dispose();    }
}
