using System.Net;
using Clearbar.Classes;
using Clearbar.Configuration;
using Clearbar.Keys;
using Clearbar.Pricing;
using Clearbar.Routing;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Requests;

/// <summary>
/// What an extra call asks and for whom: a copy of a client's request that outlives it, or a question of the gateway's own in its name. Immutable;
/// kept in memory only (invariant I9).
/// </summary>
public sealed class SideRequest
{
    private readonly WireDialect _dialect;
    private readonly GatewaySnapshot _snapshot;
    private readonly TimeProvider _clock;
    private readonly byte[] _body;
    private readonly KeyValuePair<string, string>[] _headers;
    private readonly IPAddress? _remoteAddress;

    /// <summary>Its calls are counted on from these: only a client's own first attempt is a request to reports.</summary>
    private readonly int _attempts;

    private SideRequest(Exchange client)
    {
        _dialect = client.Dialect;
        _snapshot = client.Snapshot;
        _clock = client.Clock;
        _body = client.Body!.Span.ToArray();
        _headers = [.. DialectHeaders.Of(client, client.Dialect.Id, [])];
        _remoteAddress = client.Http.Connection.RemoteIpAddress;
        Outline = client.Outline;
        RequestId = client.RequestId;
        Class = client.Class;
        Caller = client.Caller;
        Tags = client.Tags;
        _attempts = client.Attempts;
    }

    private SideRequest(SideRequest client, RequestOutline outline, byte[] body)
    {
        _dialect = WireDialects.Anthropic;
        _snapshot = client._snapshot;
        _clock = client._clock;
        _body = body;
        _headers = [];
        _remoteAddress = client._remoteAddress;
        Outline = outline;
        RequestId = client.RequestId;
        Class = client.Class;
        Caller = client.Caller;
        Tags = client.Tags;
        _attempts = client._attempts;
    }

    /// <summary>The id of the client's request: all that was spent for it stands under one id.</summary>
    public string RequestId { get; }

    public RequestOutline Outline { get; }

    public ClassDecision Class { get; }

    public Caller Caller { get; }

    public string? Tags { get; }

    public GatewaySnapshot Snapshot => _snapshot;

    /// <summary>Bytes it keeps alive.</summary>
    public int Size => _body.Length;

    public ReadOnlyMemory<byte> Body => _body;

    /// <summary>The client's request itself.</summary>
    public static SideRequest Of(Exchange client) => new(client);

    /// <summary>A question of the gateway's own in the same client's name, in the Messages dialect.</summary>
    /// <exception cref="InvalidDataException">The body is not a Messages request.</exception>
    public SideRequest Ask(byte[] messagesBody) =>
        WireDialects.Anthropic.TryReadRequest(messagesBody, null, null, out var outline, out var fault)
            ? new SideRequest(this, outline, messagesBody)
            : throw new InvalidDataException(fault!.Message);

    /// <summary>An exchange of its own with no client at its end.</summary>
    /// <param name="maxCost">The most it may cost; null when only budgets limit it.</param>
    public Exchange Open(PlannedStep step, Usd? maxCost, CancellationToken cancellation)
    {
        var http = new DefaultHttpContext { RequestAborted = cancellation };
        http.Connection.RemoteIpAddress = _remoteAddress;
        foreach (var (name, value) in _headers)
        {
            http.Request.Headers[name] = value;
        }

        return new Exchange(http, _dialect, _snapshot, _clock, RequestId)
        {
            Body = RequestBody.CopyOf(_body),
            Outline = Outline,
            Caller = Caller,
            Class = Class,
            Tags = Tags,
            MaxCost = maxCost,
            Attempts = Math.Max(1, _attempts),
            Plan = Plan.Aside(step, Class.Policy?.ThinkingBudget ?? ClassOptions.DefaultThinkingBudget),
        };
    }
}
