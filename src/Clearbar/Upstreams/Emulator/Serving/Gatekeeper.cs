using System.Security.Cryptography;
using Clearbar.Upstreams.Emulator.Accounts;
using Clearbar.Upstreams.Emulator.Prompts;
using Clearbar.Upstreams.Emulator.Writing;
using Clearbar.Wire.Signing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>Credentials and API version, checked before a body is understood.</summary>
/// <remarks>
/// AWS: Signature Version 4 and short-term Bedrock keys (<see cref="SignatureVerifier"/>); errors are those of the services' front end,
/// all 403. Anthropic: <c>x-api-key</c> or bearer, 401; <c>anthropic-version</c> is required and is <c>2023-06-01</c> or <c>2026-10-21</c>
/// (Anthropic API reference, Oct 2026).
/// </remarks>
internal sealed class Gatekeeper(EmulatorOptions options, AccountBook accounts)
{
    public const string NewestVersion = "2026-10-21";
    private const string FirstVersion = "2023-06-01";

    private static readonly SignaturePolicy s_policy =
        SignaturePolicy.Default with { Services = ["bedrock", "bedrock-mantle", "aws-external-anthropic"] };

    /// <summary>Throws <see cref="RequestRejectedException"/> with what the service would refuse first.</summary>
    public void Check(HttpContext context, Route route, ReadOnlySpan<byte> body)
    {
        if (options.VerifyCredentials)
        {
            Verify(context, route, body);
        }
        else if (options.RequireCredentials && !Caller.HasCredentials(context))
        {
            throw Missing(route);
        }

        if (route.Errors == ErrorForm.Anthropic && route.Surface != EmulatedSurface.None)
        {
            CheckVersion(context, route);
        }
    }

    private void CheckVersion(HttpContext context, Route route)
    {
        var version = context.Request.Headers["anthropic-version"].ToString();
        if (version.Length == 0)
        {
            if (options.RequireVersion || options.RequireCredentials || options.VerifyCredentials)
            {
                throw new RequestRejectedException("anthropic-version: header is required");
            }
        }
        else if (version is not (FirstVersion or NewestVersion))
        {
            throw new RequestRejectedException(
                $"anthropic-version: \"{version}\" is not a valid version; use \"{FirstVersion}\" or \"{NewestVersion}\"");
        }

        if (route.Surface == EmulatedSurface.ClaudePlatform && !context.Request.Headers.ContainsKey("anthropic-workspace-id"))
        {
            throw new RequestRejectedException("anthropic-workspace-id: header is required");
        }
    }

    private void Verify(HttpContext context, Route route, ReadOnlySpan<byte> body)
    {
        var request = Caller.SignableOf(context);
        var key = Caller.KeyOf(context);
        if (route.Aws && SignatureClaim.IsIn(request))
        {
            Throw(CheckSigned(request, body));
        }
        else if (route.Aws && ShortTermKey.IsOne(key))
        {
            Throw(CheckShortTerm(key));
        }
        else if (key.Length == 0)
        {
            throw Missing(route);
        }
        else if (!accounts.TryFindApiKey(key, out _))
        {
            throw new RequestRejectedException(
                route.Errors == ErrorForm.Aws ? Failure.UnrecognizedClient : Failure.Authentication,
                route.Errors switch
                {
                    ErrorForm.Aws => "The security token included in the request is invalid.",
                    ErrorForm.OpenAi => "Incorrect API key provided.",
                    _ => "invalid x-api-key",
                });
        }
    }

    private SignatureFault? CheckSigned(in SignableRequest request, ReadOnlySpan<byte> body)
    {
        if (!SignatureClaim.TryRead(request, out var claim, out var fault))
        {
            return fault;
        }

        if (Find(claim, out var credential) is { } unknown)
        {
            return unknown;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        var hex = Convert.ToHexStringLower(hash);
        return SignatureVerifier.CheckTerms(claim, credential!, s_policy, options.TimeProvider.GetUtcNow())
            ?? SignatureVerifier.CheckSignature(claim, request, credential!, hex, s_policy)
            ?? SignatureVerifier.CheckPayload(claim, hex);
    }

    private SignatureFault? CheckShortTerm(string key)
    {
        if (!ShortTermKey.TryRead(key, out var shortTerm))
        {
            return new SignatureFault(SignatureFaultKind.UnknownCredential, "The security token included in the request is invalid.");
        }

        if (!SignatureClaim.TryRead(shortTerm.Request, out var claim, out var fault))
        {
            return fault;
        }

        return Find(claim, out var credential)
            ?? SignatureVerifier.CheckShortTermKey(shortTerm, claim, credential!, s_policy, options.TimeProvider.GetUtcNow());
    }

    private SignatureFault? Find(SignatureClaim claim, out SigningCredential? credential)
    {
        if (!accounts.TryFindAccessKey(claim.AccessKeyId, out var account, out credential))
        {
            return new SignatureFault(SignatureFaultKind.UnknownCredential, "The security token included in the request is invalid.");
        }

        return account.ExpiresAt <= options.TimeProvider.GetUtcNow()
            ? new SignatureFault(SignatureFaultKind.Expired, "The security token included in the request is expired")
            : null;
    }

    private static void Throw(SignatureFault? fault)
    {
        if (fault is not null)
        {
            throw new RequestRejectedException(FailureOf(fault.Kind), fault.Message);
        }
    }

    private static Failure FailureOf(SignatureFaultKind kind) => kind switch
    {
        SignatureFaultKind.Missing => Failure.Authentication,
        SignatureFaultKind.Incomplete => Failure.IncompleteSignature,
        SignatureFaultKind.UnknownCredential => Failure.UnrecognizedClient,
        SignatureFaultKind.Expired => Failure.ExpiredToken,
        _ => Failure.InvalidSignature,
    };

    private static RequestRejectedException Missing(Route route) => new(Failure.Authentication, route.Errors switch
    {
        ErrorForm.Aws => "Missing Authentication Token",
        ErrorForm.OpenAi => "You didn't provide an API key. Send it as Authorization: Bearer.",
        _ => "x-api-key header is required",
    });
}
