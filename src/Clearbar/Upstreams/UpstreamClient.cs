using System.Net;
using Clearbar.Configuration;
using Clearbar.Tiers;
using Clearbar.Upstreams.Anthropic;
using Clearbar.Upstreams.Bedrock;
using Clearbar.Upstreams.OpenAiCompatible;
using Clearbar.Wire;

namespace Clearbar.Upstreams;

/// <summary>
/// Sends attempts over one shared connection pool. It follows no redirects, keeps no cookies, decompresses nothing and retries nothing:
/// retries are the journey's business (invariant I11), and egress goes to configured addresses only.
/// </summary>
public sealed class UpstreamClient : IDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private readonly BedrockRequests _bedrock;
    private readonly MessagesRequests _messages;
    private readonly ChatRequests _chat;
    private readonly InferenceProfiles _profiles;

    /// <param name="embedded">Where the embedded emulator listens, once it does.</param>
    /// <param name="secrets">Looks up an environment variable; replaced in tests.</param>
    /// <param name="clock">Clock of signatures.</param>
    public UpstreamClient(EmbeddedAddress embedded, Func<string, string?> secrets, TimeProvider clock)
    {
        var aws = new AwsAuthorization(new AwsCredentialChain(clock), secrets, clock);
        _bedrock = new BedrockRequests(aws, embedded);
        _messages = new MessagesRequests(aws, secrets, embedded);
        _chat = new ChatRequests(secrets, embedded);
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
        _profiles = new InferenceProfiles(_invoker, aws);
    }

    /// <summary>Bedrock ids that the configured application inference profiles stand for; what cannot be found out is reported.</summary>
    public Task<IReadOnlyDictionary<string, string>> ResolveProfilesAsync(
        GatewayOptions options, ModelCatalog catalog, List<ConfigError> errors, CancellationToken cancellation) =>
        _profiles.ResolveAsync(options, catalog, errors, cancellation);

    /// <summary>
    /// Sends one attempt and waits for status and headers. Exactly one of the two results is set. Cancellation by the caller throws;
    /// everything the network does is a <see cref="UpstreamFailure"/>.
    /// </summary>
    public async ValueTask<(UpstreamReply? Reply, UpstreamFailure? Failure)> SendAsync(UpstreamCall call, CancellationToken cancellation)
    {
        var asInvoke = call.Dialect == Dialect.Anthropic && call.Deployment.TakesMessagesAsInvoke;
        var (made, unmade) = call.Dialect switch
        {
            Dialect.OpenAi => (_chat.Create(call), null),
            Dialect.Anthropic when !asInvoke => await _messages.CreateAsync(call, cancellation),
            _ => await _bedrock.CreateAsync(call, cancellation),
        };
        if (made is null)
        {
            return (null, unmade);
        }

        using var request = made;
        try
        {
            var response = await _invoker.SendAsync(request, cancellation);
            var body = await response.Content.ReadAsStreamAsync(cancellation);
            var reply = asInvoke
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
}
