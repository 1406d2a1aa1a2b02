using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Clearbar.EndToEnd.Harness;
using Clearbar.Hosting;

namespace Clearbar.EndToEnd.Gateway;

/// <summary>An <c>https://</c> address: both protocols by ALPN, the certificate the owner named.</summary>
public sealed class TlsTests
{
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Both_protocols_are_agreed_upon_over_tls(string version)
    {
        using var files = new TemporaryDirectory();
        var thumbprint = Write(files.Root);
        await using var gateway = await StartAsync(files.Root);
        using var client = ClientTrusting(thumbprint);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(gateway.Address, "/v1/messages"))
        {
            Version = Version.Parse(version),
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new StringContent("""{"model":"haiku","max_tokens":16,"messages":[{"role":"user","content":"hi"}]}"""),
        };
        request.Content.Headers.ContentType = new("application/json");

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("https", gateway.Address.Scheme);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Version.Parse(version), response.Version);
    }

    [Fact]
    public async Task Files_that_are_no_certificate_are_named_at_the_start()
    {
        using var files = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(files.Root, "c.pem"), "no certificate", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(files.Root, "k.pem"), "no key", TestContext.Current.CancellationToken);

        var exception = await Assert.ThrowsAsync<HostingException>(() => StartAsync(files.Root));

        Assert.Contains("c.pem", exception.Message, StringComparison.Ordinal);
    }

    private static Task<GatewayHarness> StartAsync(string directory) => GatewayHarness.StartAsync(config =>
    {
        config["urls"] = new JsonArray("https://127.0.0.1:0");
        config["tls"] = new JsonObject { ["certificate"] = Path.Combine(directory, "c.pem"), ["key"] = Path.Combine(directory, "k.pem") };
    });

    private static HttpClient ClientTrusting(string thumbprint) => new(new SocketsHttpHandler
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, certificate, _, _) => ((X509Certificate2)certificate!).Thumbprint == thumbprint,
        },
    });

    private static string Write(string directory)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
        File.WriteAllText(Path.Combine(directory, "c.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory, "k.pem"), key.ExportPkcs8PrivateKeyPem());
        return certificate.Thumbprint;
    }
}
