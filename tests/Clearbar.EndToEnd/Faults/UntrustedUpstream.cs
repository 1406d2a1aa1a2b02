using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Clearbar.EndToEnd.Faults;

/// <summary>An <c>https://</c> upstream whose certificate names the right address and was signed by nobody the machine trusts.</summary>
public sealed class UntrustedUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly Task _accepting;
    private int _bytes;

    public UntrustedUpstream()
    {
        _certificate = CertificateOf(IPAddress.Loopback);
        _listener.Start();
        Address = new Uri($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Address { get; }

    /// <summary>Bytes of requests that were sent to it all the same.</summary>
    public int Bytes => _bytes;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _certificate.Dispose();
    }

    private async Task AcceptAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(ShakeHandsAsync(await _listener.AcceptTcpClientAsync()));
            }
        }
        catch (Exception exception) when (exception is SocketException or InvalidOperationException)
        {
            // It was stopped while it waited for a connection, or between two of them.
            await Task.WhenAll(open);
        }
    }

    private async Task ShakeHandsAsync(TcpClient client)
    {
        using (client)
        {
            await using var tls = new SslStream(client.GetStream());
            try
            {
                await tls.AuthenticateAsServerAsync(_certificate);
                Interlocked.Add(ref _bytes, await tls.ReadAsync(new byte[1024]));
            }
            catch (Exception exception) when (exception is IOException or AuthenticationException)
            {
                // What is hoped for: the gateway walks away.
            }
        }
    }

    private static X509Certificate2 CertificateOf(IPAddress address)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
    }
}
