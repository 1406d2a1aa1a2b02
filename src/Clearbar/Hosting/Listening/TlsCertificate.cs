using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Clearbar.Configuration;

namespace Clearbar.Hosting.Listening;

/// <summary>
/// The server's certificate and key from two PEM files, read again after they were replaced, so that a renewal needs no restart. New connections get
/// the new certificate; a pair that cannot be read leaves the old one in use. Any thread.
/// </summary>
public sealed class TlsCertificate
{
    /// <summary>How often the files are looked at; certificates are renewed days before they end.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly TlsOptions _options;
    private readonly TimeProvider _clock;
    private readonly Lock _looking = new();
    private X509Certificate2 _certificate;
    private DateTime _stamp;
    private long _lookedAt;

    /// <exception cref="HostingException">The files cannot be read or do not belong together.</exception>
    public TlsCertificate(TlsOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _stamp = Stamp();
        _lookedAt = clock.GetTimestamp();
        try
        {
            _certificate = Read();
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new HostingException($"tls: {options.Certificate} and {options.Key} are no certificate with its key in PEM: {exception.Message}", exception);
        }
    }

    /// <summary>The certificate for a new connection.</summary>
    public X509Certificate2 Current
    {
        get
        {
            lock (_looking)
            {
                if (_clock.GetElapsedTime(_lookedAt) >= LookEvery)
                {
                    _lookedAt = _clock.GetTimestamp();
                    Refresh();
                }

                return _certificate;
            }
        }
    }

    private void Refresh()
    {
        var stamp = Stamp();
        if (stamp == _stamp)
        {
            return;
        }

        try
        {
            _certificate = Read();
            _stamp = stamp;
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // A renewal may replace one file before the other: the old pair still works, and the next look finds both.
        }
    }

    private X509Certificate2 Read() => X509Certificate2.CreateFromPemFile(_options.Certificate, _options.Key);

    private DateTime Stamp()
    {
        var (certificate, key) = (File.GetLastWriteTimeUtc(_options.Certificate), File.GetLastWriteTimeUtc(_options.Key));
        return certificate > key ? certificate : key;
    }
}
