namespace Clearbar.Requests;

/// <summary>Header names that are Clearbar's own. Shipped names never change.</summary>
public static class GatewayHeaders
{
    /// <summary>Request: the class. Response: the class that was decided.</summary>
    public const string Class = "x-clearbar-class";

    /// <summary>Request: <c>off</c> pins the model asked for.</summary>
    public const string Route = "x-clearbar-route";

    /// <summary>Request: the most this request may cost, in US dollars, over all its attempts.</summary>
    public const string MaxCost = "x-clearbar-max-cost";

    /// <summary>Request: time after its arrival from which on no further rung, repair or retry is begun, for example <c>2s</c> or <c>800ms</c>.</summary>
    public const string MaxLatency = "x-clearbar-max-latency";

    /// <summary>Request: <c>key=value</c> pairs joined with commas, kept in the ledger.</summary>
    public const string Tags = "x-clearbar-tags";

    /// <summary>Response: id of the request, the one the ledger and <c>clearbar explain</c> know.</summary>
    public const string Id = "x-clearbar-id";

    /// <summary>Response: the model that really answered.</summary>
    public const string Model = "x-clearbar-model";

    /// <summary>Response: the rungs tried in order, for example <c>haiku&gt;sonnet</c>; <c>haiku+repair</c> where a rung was asked to repair its answer.</summary>
    public const string Path = "x-clearbar-path";

    /// <summary>Response: US dollars charged over all attempts; in streams an SSE comment before the last event, or an HTTP/2 trailer.</summary>
    public const string Cost = "x-clearbar-cost";

    /// <summary>Response: edits made to the body, comma-separated; <c>none</c> when the bytes went out as they came.</summary>
    public const string Edits = "x-clearbar-edits";

    /// <summary>Response: why the answer of the last rung was relayed although a gate did not pass it.</summary>
    public const string Gate = "x-clearbar-gate";

    /// <summary>Response: <c>true</c> when the answer came from the emulator: no model said it.</summary>
    public const string Emulated = "x-clearbar-emulated";

    /// <summary>Response: the budgets of this request that are at least half spent, for example <c>team-a=81%</c>, joined with commas.</summary>
    public const string Budget = "x-clearbar-budget";

    /// <summary>Response with a budget's refusal: when it starts again, ISO 8601 in UTC; absent when it never does.</summary>
    public const string BudgetReset = "x-clearbar-budget-reset";
}
