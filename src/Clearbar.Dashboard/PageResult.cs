using Clearbar.Dashboard.Views;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clearbar.Dashboard;

/// <summary>
/// Renders a page component to HTML. Uses <see cref="HtmlRenderer"/> rather than the Razor Components endpoints, because those bring
/// antiforgery and data protection along, which write a key file into the user's home directory that a page without forms has no use for.
/// </summary>
/// <typeparam name="TPage">The page; has a parameter <c>View</c>.</typeparam>
public sealed class PageResult<TPage>(DashboardView view) : IResult
    where TPage : IComponent
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var parameters = ParameterView.FromDictionary(new Dictionary<string, object?>(StringComparer.Ordinal) { ["View"] = view });
            var page = await renderer.RenderComponentAsync<TPage>(parameters);
            return page.ToHtmlString();
        });

        // A ledger that cannot be read is the server's trouble: monitors that look at the page must see it.
        var response = httpContext.Response;
        response.StatusCode = view.Problem is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "text/html; charset=utf-8";
        await response.WriteAsync(html, httpContext.RequestAborted);
    }
}
