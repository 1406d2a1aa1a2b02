using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Clearbar.Wire;
using Clearbar.Wire.Signing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Clearbar.Keys;

/// <summary>
/// Step 2: who is calling. Takes configured keys and issued keys in <c>x-api-key</c> or <c>Authorization: Bearer</c>, short-term Bedrock
/// keys made from an issued access key, and SigV4 signatures of an issued access key in the header or the query. Without any key everyone
/// is
/// <see cref="Caller.Anonymous"/>, and the host then listens on loopback only.
/// </summary>
public sealed class Authenticator(CurrentIssuedKeys issued, TimeProvider clock)
{
    private const int MaxKeyLength = 512;

    /// <summary>Signing names of the surfaces the gateway stands in for (AWS service models and SDKs, 2026).</summary>
    private static readonly SignaturePolicy Policy = SignaturePolicy.Default with
    {
        Services = ["bedrock", "bedrock-mantle", "aws-external-anthropic"],
    };

    /// <summary>Whether anyone at all may call: no key is configured and none was ever issued.</summary>
    public bool IsOpen(KeyRing configured) => configured.IsEmpty && !issued.Value.EverIssued;

    /// <summary>
    /// Finds the caller before the body is read. <paramref name="payload"/> is set for signed requests, whose body must be shown to it
    /// before the request is believed.
    /// </summary>
    public bool TryAuthenticate(
        HttpContext http,
        KeyRing configured,
        [NotNullWhen(true)] out Caller? caller,
        out PendingPayload? payload,
        [NotNullWhen(false)] out GatewayError? refusal)
    {
        payload = null;
        refusal = null;
        if (IsOpen(configured))
        {
            caller = Caller.Anonymous;
            return true;
        }

        caller = null;
        var headers = http.Request.Headers;
        var apiKey = headers["x-api-key"].ToString();
        var authorization = headers.Authorization.ToString();
        var bearer = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim() : "";
        var request = new SignableRequest(
            http.Request.Method, http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget, new SignableRequestHeaders(headers));
        var signed = SignatureClaim.IsIn(request);
        if ((apiKey.Length > 0 && bearer.Length > 0 && apiKey != bearer) || (signed && (apiKey.Length > 0 || bearer.Length > 0)))
        {
            refusal = Refusal(new SignatureFault(
                SignatureFaultKind.UnknownCredential, "x-api-key and Authorization carry different keys; send one of them"));
            return false;
        }

        if (signed)
        {
            return TrySignature(request, out caller, out payload, out refusal);
        }

        var key = apiKey.Length > 0 ? apiKey : bearer;
        if (ShortTermKey.IsOne(key))
        {
            return TryShortTerm(key, out caller, out refusal);
        }

        caller = Find(key, configured);
        refusal = caller is not null ? null : Refusal(key.Length == 0
            ? new SignatureFault(
                SignatureFaultKind.Missing,
                "no gateway key: send it as x-api-key or as Authorization: Bearer, or sign with an access key made by 'clearbar keys create'")
            : new SignatureFault(SignatureFaultKind.UnknownCredential, "the gateway key is not known here"));
        return caller is not null;
    }

    /// <summary>The caller who holds this API key, or null.</summary>
    public Caller? Find(string key, KeyRing configured)
    {
        if (key.Length is 0 or > MaxKeyLength)
        {
            return null;
        }

        Span<byte> utf8 = stackalloc byte[MaxKeyLength * 3];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(key, utf8)], hash);
        // Both are asked in any case, so that timing does not tell where a key is known.
        var known = issued.Value.Find(hash);
        return configured.Find(hash) ?? known;
    }

    internal static GatewayError Refusal(SignatureFault fault) => new(ErrorKind.Authentication, fault.Message) { AwsErrorName = fault.ErrorName };

    private bool TrySignature(
        in SignableRequest request,
        [NotNullWhen(true)] out Caller? caller,
        out PendingPayload? payload,
        [NotNullWhen(false)] out GatewayError? refusal)
    {
        payload = null;
        if (!TryCredential(request, out var claim, out var holder, out var fault))
        {
            caller = null;
            refusal = Refusal(fault);
            return false;
        }

        fault = SignatureVerifier.CheckTerms(claim, holder.Credential, Policy, clock.GetUtcNow());
        if (fault is null && claim.PayloadHash is not null)
        {
            fault = SignatureVerifier.CheckSignature(claim, request, holder.Credential, null, Policy);
        }

        payload = fault is null ? new PendingPayload(claim, request, holder.Credential, Policy) : null;
        return Answer(holder.Caller, fault, out caller, out refusal);
    }

    private bool TryShortTerm(string key, [NotNullWhen(true)] out Caller? caller, [NotNullWhen(false)] out GatewayError? refusal)
    {
        SignatureFault? fault = null;
        if (!ShortTermKey.TryRead(key, out var shortTerm) || !TryCredential(shortTerm.Request, out var claim, out var holder, out fault))
        {
            caller = null;
            refusal = Refusal(fault ?? new SignatureFault(
                SignatureFaultKind.UnknownCredential, "the short-term key cannot be read; make a new one"));
            return false;
        }

        fault = SignatureVerifier.CheckShortTermKey(shortTerm, claim, holder.Credential, Policy, clock.GetUtcNow());
        return Answer(holder.Caller, fault, out caller, out refusal);
    }

    private bool TryCredential(
        in SignableRequest request,
        [NotNullWhen(true)] out SignatureClaim? claim,
        out (SigningCredential Credential, Caller Caller) holder,
        [NotNullWhen(false)] out SignatureFault? fault)
    {
        holder = default;
        if (!SignatureClaim.TryRead(request, out claim, out fault))
        {
            return false;
        }

        if (issued.Value.TryFind(claim.AccessKeyId, out holder))
        {
            return true;
        }

        fault = new SignatureFault(
            SignatureFaultKind.UnknownCredential,
            $"The security token included in the request is invalid: this gateway knows no access key {claim.AccessKeyId}. "
            + "'clearbar keys create' makes one; AWS's own access keys are not known here");
        return false;
    }

    private static bool Answer(
        Caller holder, SignatureFault? fault, [NotNullWhen(true)] out Caller? caller, [NotNullWhen(false)] out GatewayError? refusal)
    {
        caller = fault is null ? holder : null;
        refusal = fault is null ? null : Refusal(fault);
        return fault is null;
    }
}
