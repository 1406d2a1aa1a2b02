using Clearbar.Certificates;
using Clearbar.Configuration;
using Clearbar.Hosting;
using Clearbar.Tiers;

namespace Clearbar.Shadows;

/// <summary>
/// The certificates of <c>clearbar calibrate</c>, whose ladders end in a tier, in the words of the policy book, whose ladders end in the model that is
/// asked for: <c>haiku&gt;opus gates</c> becomes <c>haiku&gt;claude-opus-5 gates</c>.
/// </summary>
internal static class OfflineCertificates
{
    /// <exception cref="HostingException">The file cannot be used; the message says why and what to do.</exception>
    public static CertificateFile Load(string path, GatewaySnapshot snapshot)
    {
        CertificateFile file;
        try
        {
            file = CertificateFile.Parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new HostingException($"learning.certificates: {path}: {exception.Message} (make it with 'clearbar calibrate')", exception);
        }

        return file with { Certificates = [.. file.Certificates.Select(certificate => InModels(certificate, snapshot))] };
    }

    private static Certificate InModels(Certificate certificate, GatewaySnapshot snapshot)
    {
        if (!Rung.TryParse(certificate.Reference, out var rung) || rung is not { Tier: { } tier, Thinking: false })
        {
            return certificate;
        }

        var model = snapshot.TierModel(tier).Id;
        var (walk, signal) = certificate.Policy.Split(' ', 2) is [var first, var rest] ? (first, " " + rest) : (certificate.Policy, "");
        var rungs = walk.Split('>');
        rungs[^1] = rungs[^1] == certificate.Reference ? model : rungs[^1];
        return certificate with { Reference = model, Policy = string.Join('>', rungs) + signal };
    }
}
