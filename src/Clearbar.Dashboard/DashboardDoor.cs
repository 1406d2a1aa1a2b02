using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Clearbar.Dashboard;

/// <summary>
/// Stands before every page: asks for a key where keys are configured, and sets the headers that keep the page to itself.
/// </summary>
public static class DashboardDoor
{
    /// <summary>
    /// Nothing from other hosts, no script but the one file, no frames. Inline styles are allowed, as no style text comes from a client;
    /// the icon is a data address.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>HTTP Basic challenge, RFC 7617.</summary>
    public const string Challenge = "Basic realm=\"Clearbar dashboard\", charset=\"UTF-8\"";

    /// <summary>The endpoint filter.</summary>
    public static ValueTask<object?> EnterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        if (http.RequestServices.GetRequiredService<IDashboardSource>().MayEnter(http))
        {
            return next(context);
        }

        headers.WWWAuthenticate = Challenge;
        return ValueTask.FromResult<object?>(TypedResults.Text(
            "The dashboard asks for a gateway key: leave the user name empty or write anything there, and give the key as the password.\n",
            "text/plain; charset=utf-8",
            statusCode: StatusCodes.Status401Unauthorized));
    }
}
