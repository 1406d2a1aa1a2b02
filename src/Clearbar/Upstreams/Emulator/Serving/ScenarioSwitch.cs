using Clearbar.Upstreams.Emulator.Scenarios;
using Clearbar.Upstreams.Emulator.Writing;
using Clearbar.Wire;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>
/// Takes another scenario while the emulator runs: <c>PUT /emulator/scenario</c> with a scenario file as its body puts it in the place of the
/// scenario of the start or the one put last, over the same options. Caches, quotas, bill and rule counts begin anew; attempts under way end under the old one.
/// </summary>
internal sealed class ScenarioSwitch(EmulatorOptions options, EmulatorState first)
{
    private const string Path = "/emulator/scenario";

    private volatile EmulatorServer _server = new(first);

    public Task HandleAsync(HttpContext context) =>
        context.Request.Path == Path ? ReplaceAsync(context) : _server.HandleAsync(context);

    private async Task ReplaceAsync(HttpContext context)
    {
        context.Response.Headers["x-clearbar-emulated"] = "true";
        if (!HttpMethods.IsPut(context.Request.Method))
        {
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, $"Use PUT for {Path}.");
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        try
        {
            var next = new EmulatorState(Scenario.Parse(text).ApplyTo(options.BeforeScenario ?? options), first);
            _server = new EmulatorServer(next);
            next.Reset();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        catch (FormatException exception)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Message);
        }
    }

    private static async Task RefuseAsync(HttpContext context, int status, string message)
    {
        using var body = new PooledWriter();
        using (var json = AnswerShape.JsonOn(body))
        {
            json.WriteStartObject();
            json.WriteString("message"u8, message);
            json.WriteEndObject();
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Count;
        await context.Response.BodyWriter.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }
}
