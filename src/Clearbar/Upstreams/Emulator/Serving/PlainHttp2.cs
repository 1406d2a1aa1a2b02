using System.Buffers;
using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>
/// Lets HTTP/2 with prior knowledge and HTTP/1.1 share one plaintext port: the AWS SDK for JavaScript speaks the first to a Bedrock
/// endpoint with an <c>http://</c> address, every other client the second.
/// </summary>
/// <remarks>
/// Kestrel chooses HTTP/2 on a port with both only when ALPN said <c>h2</c>, so a connection that begins with the HTTP/2 preface (<c>PRI *
/// HTTP/2.0</c>, RFC 9113 §3.4; no HTTP/1.1 method begins with PRI) is given that feature.
/// </remarks>
internal static class PlainHttp2
{
    public static ConnectionDelegate Middleware(ConnectionDelegate next) => async connection =>
    {
        if (await BeginsWithPrefaceAsync(connection))
        {
            var feature = new PriorKnowledge();
            connection.Features.Set<ITlsApplicationProtocolFeature>(feature);
            connection.Features.Set<ITlsConnectionFeature>(feature);
        }

        await next(connection);
    };

    private static async Task<bool> BeginsWithPrefaceAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(connection.ConnectionClosed);
            var buffer = read.Buffer;
            if (buffer.Length >= 3 || read.IsCompleted || read.IsCanceled)
            {
                var isPreface = buffer.Length >= 3 && IsPreface(buffer);
                input.AdvanceTo(buffer.Start, buffer.Start);
                return isPreface;
            }

            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static bool IsPreface(ReadOnlySequence<byte> buffer)
    {
        Span<byte> first = stackalloc byte[3];
        buffer.Slice(0, 3).CopyTo(first);
        return first.SequenceEqual("PRI"u8);
    }

    /// <summary>Says what ALPN would have said.</summary>
    private sealed class PriorKnowledge : ITlsApplicationProtocolFeature, ITlsConnectionFeature
    {
        public ReadOnlyMemory<byte> ApplicationProtocol => SslApplicationProtocol.Http2.Protocol;

        public System.Security.Cryptography.X509Certificates.X509Certificate2? ClientCertificate { get; set; }

        public Task<System.Security.Cryptography.X509Certificates.X509Certificate2?> GetClientCertificateAsync(
            CancellationToken cancellationToken) =>
            Task.FromResult(ClientCertificate);
    }
}
