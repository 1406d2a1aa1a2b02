using System.Text;
using Clearbar.Configuration;
using Clearbar.Dashboard;
using Clearbar.Keys;
using Clearbar.Ledger;
using Clearbar.Ledger.Reports;
using Clearbar.Tiers;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Cli.Verbs;

/// <summary>What the dashboard sees of the gateway it runs in: the snapshot in force, read anew on every request.</summary>
public sealed class GatewayDashboardSource(CurrentSnapshot snapshots, Authenticator authenticator, LedgerService ledger) : IDashboardSource
{
    public string LedgerDirectory => snapshots.Value.Options.DataDirectory;

    public IBaselinePricer Prices => new PriceBookPricer(snapshots.Value.Prices);

    /// <summary>The owner's tiers, the dearest first: "all Opus" is what most bills look like.</summary>
    public IReadOnlyList<string> Baselines =>
    [
        snapshots.Value.TierModel(Tier.Opus).Id, snapshots.Value.TierModel(Tier.Sonnet).Id, snapshots.Value.TierModel(Tier.Haiku).Id,
    ];

    public bool Emulated => snapshots.Value.Options.Deployments.Any(static deployment => deployment.Surface == Surface.Emulator);

    public LedgerHealth Health => ledger.Health;

    public bool MayEnter(HttpContext context)
    {
        var keys = snapshots.Value.Keys;
        return authenticator.IsOpen(keys) || (PasswordOf(context.Request.Headers.Authorization.ToString()) is { } password && authenticator.Find(password, keys) is not null);
    }

    /// <summary>HTTP Basic (RFC 7617): <c>Basic base64(user ":" password)</c>; any user name will do.</summary>
    private static string? PasswordOf(string authorization)
    {
        const string Scheme = "Basic ";
        Span<byte> credentials = stackalloc byte[1024];
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            || !Convert.TryFromBase64String(authorization[Scheme.Length..], credentials, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(credentials[..length]);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : text[(colon + 1)..];
    }
}
