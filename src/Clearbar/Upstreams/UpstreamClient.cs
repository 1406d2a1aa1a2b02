using System.Globalization;
using System.Net;
using System.Net.Sockets;
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
    /// <summary>Tells <see cref="ConnectAsync"/> how long the deployment's connection may take.</summary>
    private static readonly HttpRequestOptionsKey<TimeSpan> ConnectLimit = new("clearbar-connect");

    private readonly HttpMessageInvoker _invoker;
    private readonly BedrockRequests _bedrock;
    private readonly MessagesRequests _messages;
    private readonly ChatRequests _chat;
    private readonly InferenceProfiles _profiles;
    private readonly TimeProvider _clock;

    /// <param name="embedded">Where the embedded emulator listens, once it does.</param>
    /// <param name="secrets">Looks up an environment variable; replaced in tests.</param>
    /// <param name="clock">Clock of signatures and time-outs.</param>
    public UpstreamClient(EmbeddedAddress embedded, Func<string, string?> secrets, TimeProvider clock)
    {
        _clock = clock;
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
            ConnectCallback = ConnectAsync,
            // TCP has the deployment's own limit; what is left for TLS has this one.
            ConnectTimeout = TimeSpan.FromSeconds(60),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            // DNS of a cloud endpoint changes; connections must follow it.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            MaxConnectionsPerServer = int.MaxValue,
            // Newer SDK servers close idle HTTP/1.1 connections early; 100-continue would add a round trip to every large prompt.
            Expect100ContinueTimeout = TimeSpan.Zero,
        });
        ControlPlane = new ControlPlane(_invoker, aws);
        _profiles = new InferenceProfiles(ControlPlane);
    }

    /// <summary>Reads of the AWS accounts the deployments belong to.</summary>
    public ControlPlane ControlPlane { get; }

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
        var timeouts = call.Deployment.Timeouts;
        request.Options.Set(ConnectLimit, timeouts.Connect);
        var watch = new CallWatch(_clock, cancellation);
        UpstreamReply? reply = null;
        try
        {
            watch.Arm(timeouts.FirstByte);
            var response = await _invoker.SendAsync(request, watch.Token);
            watch.Disarm();
            var body = new WatchedStream(await response.Content.ReadAsStreamAsync(watch.Token), watch, timeouts.Idle);
            reply = asInvoke
                ? await MessagesReplies.WrapAsync(call, response, body, watch.Token)
                : new UpstreamReply(response, body);
            reply.Watch = watch;
            return (reply, null);
        }
        catch (HttpRequestException exception)
        {
            return (null, FailureOf(exception, call.Deployment));
        }
        catch (OperationCanceledException) when (watch.HasExpired)
        {
            return (null, new UpstreamFailure(
                FailureStage.Sent, $"deployment '{call.Deployment.Name}' did not begin to answer within {Seconds(timeouts.FirstByte)} s", TimedOut: true));
        }
        catch (TaskCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            return (null, new UpstreamFailure(FailureStage.Connect, $"no connection to '{call.Deployment.Name}' in time: {exception.Message}", true));
        }
        finally
        {
            if (reply is null)
            {
                watch.Dispose();
            }
        }
    }

    public void Dispose() => _invoker.Dispose();

    private static UpstreamFailure FailureOf(HttpRequestException exception, Deployment deployment)
    {
        if (exception.InnerException is TimeoutException)
        {
            return new UpstreamFailure(
                FailureStage.Connect, $"no connection to deployment '{deployment.Name}' within {Seconds(deployment.Timeouts.Connect)} s", TimedOut: true);
        }

        var stage = exception.HttpRequestError is HttpRequestError.ConnectionError
            or HttpRequestError.NameResolutionError
            or HttpRequestError.SecureConnectionError
            ? FailureStage.Connect
            : FailureStage.Sent;
        return new UpstreamFailure(stage, $"deployment '{deployment.Name}' could not be reached: {exception.HttpRequestError}", false)
        {
            IsTransient = exception.HttpRequestError != HttpRequestError.SecureConnectionError,
        };
    }

    private static string Seconds(TimeSpan limit) => limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var limit = context.InitialRequestMessage.Options.TryGetValue(ConnectLimit, out var configured) ? configured : UpstreamTimeouts.Default.Connect;
        using var late = new CancellationTokenSource(limit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, either.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException();
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
