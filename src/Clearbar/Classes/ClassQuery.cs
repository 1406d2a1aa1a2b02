using Clearbar.Budgets;
using Clearbar.Requests;
using Clearbar.Wire;
using Clearbar.Wire.Fingerprints;

namespace Clearbar.Classes;

/// <summary>What a request is classified by.</summary>
/// <param name="header">What the client wrote into <c>x-clearbar-class</c>; null or empty when nothing.</param>
/// <param name="path">Path of the request without its query.</param>
/// <param name="subject">Whose request it is.</param>
/// <param name="body">The body <paramref name="outline"/> was made of.</param>
public readonly ref struct ClassQuery(string? header, string path, TrafficSubject subject, RequestOutline outline, ReadOnlySpan<byte> body)
{
    public string? Header { get; } = header;

    public string Path { get; } = path;

    public TrafficSubject Subject { get; } = subject;

    public RequestOutline Outline { get; } = outline;

    public ReadOnlySpan<byte> Body { get; } = body;

    public static ClassQuery Of(Exchange exchange) => new(
        exchange.Http.Request.Headers[GatewayHeaders.Class],
        exchange.Http.Request.Path.Value ?? "",
        exchange.Subject(null),
        exchange.Outline,
        exchange.Body!.Span);

    /// <summary>The static prefix, read anew at every call.</summary>
    public StaticPrefix ReadPrefix() => StaticPrefix.Read(Outline, Body);
}
