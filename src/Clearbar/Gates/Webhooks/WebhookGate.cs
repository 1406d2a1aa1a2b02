using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace Clearbar.Gates.Webhooks;

/// <summary>
/// <c>webhook</c>: a server of the owner's says whether the answer is good. Nothing of the prompt is sent unless the owner asks for it. With a
/// secret, <c>x-clearbar-signature: sha256=HEX</c> is the HMAC-SHA256 of the body.
/// </summary>
/// <param name="url">An absolute address that <see cref="IsAllowed"/>.</param>
/// <param name="secret">Key of the signature; null for none.</param>
/// <param name="timeout">Until the server counts as failed.</param>
/// <param name="onError">What a failed server means.</param>
/// <param name="sendPrompt">Also send the client's request.</param>
/// <param name="clock">What the time-out is measured with.</param>
public sealed class WebhookGate(
    Uri url, byte[]? secret, TimeSpan timeout, GateOutcome onError, bool sendPrompt, TimeProvider clock) : IAskingGate
{
    private const int MaxReplyBytes = 16 * 1024;

    // One pool of connections for every class and every configuration; only the host the owner wrote is ever called.
    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public string Name => "webhook";

    public GateCost Cost => GateCost.Ask;

    /// <summary>https anywhere; http only to this machine, since answers are somebody's data.</summary>
    public static bool IsAllowed(Uri url) =>
        url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    public async ValueTask<GateVerdict> CheckAsync(GateInput input, IGateCalls calls, CancellationToken cancellation)
    {
        using var over = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellation);
        try
        {
            using var request = Request(WebhookBody.Write(input, calls.Question, sendPrompt));
            using var reply = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!reply.IsSuccessStatusCode)
            {
                return Failed($"answered {(int)reply.StatusCode}");
            }

            var body = await ReadAsync(reply, either.Token);
            return body is null ? Failed("answered too much") : WebhookReply.Read(body, Name) ?? Failed("answered no verdict");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed("took too long");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Failed("could not be reached");
        }
    }

    private HttpRequestMessage Request(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = content };
        if (secret is not null)
        {
            request.Headers.Add("x-clearbar-signature", "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(secret, body)));
        }

        return request;
    }

    /// <summary>The body, or null when it is longer than a verdict can be.</summary>
    private static async Task<byte[]?> ReadAsync(HttpResponseMessage reply, CancellationToken cancellation)
    {
        await using var stream = await reply.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[MaxReplyBytes + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return length > MaxReplyBytes ? null : buffer[..length];
    }

    private GateVerdict Failed(string why) => onError == GateOutcome.Pass ? GateVerdict.Pass(Name) : GateVerdict.Unsure(Name, $"webhook: {why}");
}
