using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clearbar.EndToEnd.Harness;

/// <summary>An upstream whose every answer the test writes itself, byte by byte; it keeps what it received.</summary>
public sealed class FakeUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeUpstream(WebApplication app, Uri address, List<ReceivedRequest> received)
    {
        _app = app;
        Address = address;
        Received = received;
    }

    public Uri Address { get; }

    /// <summary>What arrived, in order. Read it only when no request is in flight.</summary>
    public IReadOnlyList<ReceivedRequest> Received { get; }

    public static async Task<FakeUpstream> StartAsync(Func<HttpContext, ReceivedRequest, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var received = new List<ReceivedRequest>();
        app.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            var request = new ReceivedRequest(
                http.Request.Path.Value!,
                body.ToArray(),
                http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            lock (received)
            {
                received.Add(request);
            }

            await answer(http, request);
        });
        await app.StartAsync();
        return new FakeUpstream(app, new Uri(app.Urls.First()), received);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>One request as the upstream saw it.</summary>
public sealed record ReceivedRequest(string Path, byte[] Body, IReadOnlyDictionary<string, string> Headers);
