using System.Buffers;
using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Clearbar.Bench.Overhead.Servers;

/// <summary>
/// The named baseline: Kestrel in front of <see cref="SocketsHttpHandler"/>, copying headers and bytes both ways as they come. It parses nothing,
/// prices nothing and records nothing: what the gateway takes more than this is the gateway's own work.
/// </summary>
internal static class PassthroughServer
{
    private static readonly HashSet<string> NotCopied = new(StringComparer.OrdinalIgnoreCase)
    {
        "host", "connection", "keep-alive", "transfer-encoding", "te", "trailer", "upgrade", "content-length",
    };

    public static Command CreateCommand()
    {
        var port = new Option<int>("--port") { Required = true };
        var upstream = new Option<string>("--upstream") { Required = true };
        var command = new Command("passthrough", "Run the plain ASP.NET passthrough (started by 'run')") { port, upstream };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(port), new Uri(parsed.GetValue(upstream)!), cancellation));
        return command;
    }

    private static async Task RunAsync(int port, Uri upstream, CancellationToken cancellation)
    {
        using var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        });
        await PlainServer.RunAsync(port, http => CopyAsync(http, invoker, upstream), cancellation);
    }

    private static async Task CopyAsync(HttpContext http, HttpMessageInvoker invoker, Uri upstream)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(upstream, http.Request.Path + http.Request.QueryString));
        request.Content = new StreamContent(http.Request.Body);
        request.Content.Headers.ContentLength = http.Request.ContentLength;
        foreach (var (name, value) in http.Request.Headers)
        {
            if (!NotCopied.Contains(name) && !request.Headers.TryAddWithoutValidation(name, (string?)value))
            {
                request.Content.Headers.TryAddWithoutValidation(name, (string?)value);
            }
        }

        using var response = await invoker.SendAsync(request, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.NonValidated)
        {
            Copy(name, values.ToString(), http.Response.Headers);
        }

        foreach (var (name, values) in response.Content.Headers.NonValidated)
        {
            Copy(name, values.ToString(), http.Response.Headers);
        }

        http.Response.ContentLength = response.Content.Headers.ContentLength;
        await using var body = await response.Content.ReadAsStreamAsync(http.RequestAborted);
        await PumpAsync(body, http);
    }

    private static void Copy(string name, string value, IHeaderDictionary headers)
    {
        if (!NotCopied.Contains(name))
        {
            headers[name] = new StringValues(value);
        }
    }

    /// <summary>Each read is written at once: events of a stream are not held back.</summary>
    private static async Task PumpAsync(Stream body, HttpContext http)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (await body.ReadAsync(buffer, http.RequestAborted) is var read and > 0)
            {
                await http.Response.BodyWriter.WriteAsync(buffer.AsMemory(0, read), http.RequestAborted);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
