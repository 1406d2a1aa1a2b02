using Clearbar.Wire;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Requests;

/// <summary>
/// Holds a Messages request against the API version it names. Version 2026-10-21 refuses sampling parameters altogether (Anthropic API release notes,
/// October 2026); a request that names none is taken as 2023-06-01, which every model on every surface takes.
/// </summary>
public static class ApiVersion
{
    private const string Header = "anthropic-version";
    private const string Current = "2026-10-21";
    private const string Original = "2023-06-01";

    private static readonly string[] Refused = ["temperature", "top_p", "top_k"];

    /// <summary>Why the request is refused, or null.</summary>
    public static GatewayError? Refuse(IHeaderDictionary headers, RequestOutline outline)
    {
        if (outline.Dialect != Dialect.Anthropic || headers[Header].ToString() is not { Length: > 0 } version || version == Original)
        {
            return null;
        }

        if (version != Current)
        {
            return new GatewayError(ErrorKind.InvalidRequest, $"{Header}: this version is not known here; use {Original} or {Current}");
        }

        foreach (var name in Refused)
        {
            if (outline.TryGetMember(name, out _))
            {
                return new GatewayError(ErrorKind.InvalidRequest, $"{name}: not accepted with {Header} {Current}; leave it out or send {Header} {Original}");
            }
        }

        return null;
    }
}
