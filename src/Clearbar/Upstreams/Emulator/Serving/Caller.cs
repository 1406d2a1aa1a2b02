using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Clearbar.Keys;
using Clearbar.Upstreams.Emulator.Accounts;
using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Wire.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>
/// Who calls, from where, and which service was meant, as credentials and host tell it. Caches, quotas and availability are kept apart by
/// account and region. Keys are hashed at once and never kept.
/// </summary>
/// <param name="Account">
/// The configured account the key belongs to; twelve digits made from the key's hash for any other key; twelve zeros without a key.
/// </param>
/// <param name="Region">Of the credential scope, or of the host; null when neither names one.</param>
/// <param name="Service">Signing name of the credential scope, or of the host: <c>bedrock</c>, <c>bedrock-mantle</c> …; null when unknown.</param>
internal readonly record struct Caller(string Account, string? Region, string? Service)
{
    public const string DefaultRegion = "us-east-1";
    private const string Nobody = "000000000000";

    /// <summary>The region of AWS calls that name none.</summary>
    public string RegionOrDefault => Region ?? DefaultRegion;

    public static Caller Of(HttpContext context, AccountBook accounts)
    {
        var request = SignableOf(context);
        var (hostRegion, hostService) = ReadHost(context.Request.Host.Host);
        if (TryScope(context, request, out var accessKeyId, out var scope))
        {
            return Signed(accessKeyId, scope, accounts);
        }

        var key = KeyOf(context);
        if (ShortTermKey.IsOne(key) && ShortTermKey.TryRead(key, out var shortTerm)
            && SignatureClaim.TryRead(shortTerm.Request, out var presigned, out _))
        {
            return Signed(presigned.AccessKeyId, presigned.Scope, accounts) with { Service = hostService };
        }

        // A signature that cannot be read still keeps its sender apart from others.
        var whole = key.Length > 0 ? key : context.Request.Headers.Authorization.ToString();
        var account = whole.Length == 0 ? Nobody : accounts.TryFindApiKey(key, out var known) ? known.Id : Digits(whole);
        return new Caller(account, hostRegion, hostService);
    }

    /// <summary>The request as a signature covers it.</summary>
    public static SignableRequest SignableOf(HttpContext context) => new(
        context.Request.Method,
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
        new SignableRequestHeaders(context.Request.Headers));

    /// <summary>The API key of <c>x-api-key</c> or of a bearer token; empty without one.</summary>
    public static string KeyOf(HttpContext context)
    {
        var key = context.Request.Headers["x-api-key"].ToString();
        var authorization = context.Request.Headers.Authorization.ToString();
        return key.Length > 0 ? key
            : authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim()
            : "";
    }

    /// <summary>What keeps cached prefixes apart: account, and region on AWS; the Anthropic API is another service than Bedrock.</summary>
    public UInt128 CacheSpace(Route route) => Fingerprint.Of(
        Encoding.UTF8.GetBytes($"{Account}|{(route.Aws ? RegionOrDefault : "")}|{(route.Bedrock ? "bedrock" : route.SurfaceName)}"),
        UInt128.Zero);

    public static bool HasCredentials(HttpContext context) =>
        context.Request.Headers.ContainsKey("x-api-key") || context.Request.Headers.ContainsKey("authorization")
            || SignatureClaim.IsIn(SignableOf(context));

    /// <summary>
    /// The credential a signature names, even where the rest of the signature would not be believed: whether it is checked is
    /// <see cref="Gatekeeper"/>'s business.
    /// </summary>
    private static bool TryScope(
        HttpContext context, in SignableRequest request, [NotNullWhen(true)] out string? accessKeyId, out CredentialScope scope)
    {
        const string Name = "Credential=";
        var authorization = context.Request.Headers.Authorization.ToString();
        var at = authorization.IndexOf(Name, StringComparison.Ordinal);
        if (at >= 0)
        {
            var credential = authorization[(at + Name.Length)..];
            var end = credential.AsSpan().IndexOfAny(',', ' ');
            return CredentialScope.TryReadCredential(end < 0 ? credential : credential[..end], out accessKeyId, out scope);
        }

        var presigned = SignatureClaim.IsIn(request) && SignatureClaim.TryRead(request, out var claim, out _) ? claim : null;
        (accessKeyId, scope) = (presigned?.AccessKeyId, presigned?.Scope ?? default);
        return accessKeyId is not null;
    }

    private static Caller Signed(string accessKeyId, CredentialScope scope, AccountBook accounts) => new(
        accounts.TryFindAccessKey(accessKeyId, out var account, out _) ? account.Id : Digits(accessKeyId), scope.Region, scope.Service);

    /// <summary>
    /// Reads <c>bedrock[-runtime|-mantle][-fips].{region}.…</c> and <c>aws-external-anthropic.{region}.api.aws</c>, for tests that resolve the
    /// real host names to the emulator.
    /// </summary>
    private static (string? Region, string? Service) ReadHost(string host)
    {
        var parts = host.Split('.');
        if (parts.Length < 3)
        {
            return default;
        }

        var name = parts[0].EndsWith("-fips", StringComparison.Ordinal) ? parts[0][..^5] : parts[0];
        return name switch
        {
            "bedrock" or "bedrock-runtime" => (parts[1], "bedrock"),
            "bedrock-mantle" or "aws-external-anthropic" => (parts[1], name),
            _ => default,
        };
    }

    private static string Digits(string key)
    {
        var hash = (ulong)Fingerprint.Of(Encoding.UTF8.GetBytes(key), UInt128.Zero);
        return ((hash % 900_000_000_000) + 100_000_000_000).ToString(CultureInfo.InvariantCulture);
    }
}
