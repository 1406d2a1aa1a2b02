using System.Net;
using System.Net.Http.Headers;
using Clearbar.Tiers;
using Clearbar.Upstreams.Bedrock;
using Clearbar.Wire;

namespace Clearbar.Upstreams;

/// <summary>
/// Sends attempts over one shared connection pool. It follows no redirects, keeps no cookies, decompresses nothing and retries nothing:
/// retries are the journey's business (invariant I11), and egress goes to configured addresses only.
/// </summary>
public sealed class UpstreamClient : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker _invoker;
    private readonly EmbeddedAddress _embedded;
    private readonly Func<string, string?> _secrets;
    private readonly BedrockRequests _bedrock;

    /// <param name="embedded">Where the embedded emulator listens, once it does.</param>
    /// <param name="secrets">Looks up an environment variable; replaced in tests.</param>
    /// <param name="clock">Clock of signatures.</param>
    public UpstreamClient(EmbeddedAddress embedded, Func<string, string?> secrets, TimeProvider clock)
    {
        _embedded = embedded;
        _secrets = secrets;
        _bedrock = new BedrockRequests(new AwsCredentialChain(clock), secrets, clock);
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            // DNS of a cloud endpoint changes; connections must follow it.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            MaxConnectionsPerServer = int.MaxValue,
            // Newer SDK servers close idle HTTP/1.1 connections early; 100-continue would add a round trip to every large prompt.
            Expect100ContinueTimeout = TimeSpan.Zero,
        });
    }

    /// <summary>
    /// Sends one attempt and waits for status and headers. Exactly one of the two results is set. Cancellation by the caller throws;
    /// everything the network does is a <see cref="UpstreamFailure"/>.
    /// </summary>
    public async ValueTask<(UpstreamReply? Reply, UpstreamFailure? Failure)> SendAsync(UpstreamCall call, CancellationToken cancellation)
    {
        var onBedrock = call.Deployment.Surface == Surface.Bedrock;
        var (made, unmade) = onBedrock ? await _bedrock.CreateAsync(call, cancellation) : (CreateRequest(call), null);
        if (made is null)
        {
            return (null, unmade);
        }

        using var request = made;
        try
        {
            var response = await _invoker.SendAsync(request, cancellation);
            var body = await response.Content.ReadAsStreamAsync(cancellation);
            var reply = onBedrock && call.Dialect == Dialect.Anthropic
                ? await MessagesReplies.WrapAsync(call, response, body, cancellation)
                : new UpstreamReply(response, body);
            return (reply, null);
        }
        catch (HttpRequestException exception)
        {
            return (null, FailureOf(exception, call.Deployment));
        }
        catch (TaskCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            return (null, new UpstreamFailure(FailureStage.Connect, $"no connection to '{call.Deployment.Name}' in time: {exception.Message}", true));
        }
    }

    public void Dispose() => _invoker.Dispose();

    private static UpstreamFailure FailureOf(HttpRequestException exception, Deployment deployment)
    {
        var stage = exception.HttpRequestError is HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError
            ? FailureStage.Connect
            : FailureStage.Sent;
        return new UpstreamFailure(stage, $"deployment '{deployment.Name}' could not be reached: {exception.HttpRequestError}", false);
    }

    private HttpRequestMessage CreateRequest(UpstreamCall call)
    {
        var address = call.Deployment.Address ?? _embedded.Value;
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, PathOf(call)))
        {
            Content = new ReadOnlyMemoryContent(call.Body),
        };
        request.Content.Headers.ContentType = Json;
        foreach (var (name, value) in call.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (call.Deployment.Surface == Surface.Emulator && !call.CountsTokens)
        {
            // Only the emulator is told our entry id: its own bill then proves that none is lost or doubled.
            request.Headers.TryAddWithoutValidation("x-clearbar-entry", call.EntryId.ToString("N"));
        }

        if (call.Deployment.KeyVariable is { } variable && _secrets(variable) is { } secret)
        {
            request.Headers.TryAddWithoutValidation("x-api-key", secret);
        }

        return request;
    }

    private static string PathOf(UpstreamCall call) => call.Dialect switch
    {
        Dialect.Anthropic => call.CountsTokens ? "/v1/messages/count_tokens" : "/v1/messages",
        Dialect.Converse or Dialect.Invoke => BedrockRequests.PathOf(call),
        _ => throw new ArgumentOutOfRangeException(nameof(call), call.Dialect, "no upstream path for this dialect"),
    };
}
