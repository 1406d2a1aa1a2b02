using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Clearbar.Wire.Signing;

/// <summary>Reads both forms of a signature's parameters.</summary>
/// <remarks>
/// Header form: <c>Authorization: AWS4-HMAC-SHA256 Credential=ID/SCOPE, SignedHeaders=a;b, Signature=HEX</c> with <c>x-amz-date</c>.
/// Query form: <c>X-Amz-Algorithm</c>, <c>-Credential</c>, <c>-Date</c>, <c>-Expires</c>, <c>-SignedHeaders</c>, <c>-Signature</c> and, for
/// temporary credentials, <c>-Security-Token</c> (AWS Signature Version 4, "Add the signature to the request").
/// </remarks>
internal static class SignatureClaimReader
{
    private const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";

    public static bool TryRead(
        in SignableRequest request, [NotNullWhen(true)] out SignatureClaim? claim, [NotNullWhen(false)] out SignatureFault? fault)
    {
        claim = null;
        var query = new CanonicalQuery(request.Query);
        var authorization = request.Headers.Get("authorization");
        if (authorization?.StartsWith(SignatureClaim.Algorithm, StringComparison.Ordinal) == true)
        {
            return query.Single("X-Amz-Algorithm") is not null
                ? Refuse("the request is signed in its header and in its query; send one of them", out fault)
                : TryReadHeader(request.Headers, authorization, query, out claim, out fault);
        }

        if (query.Single("X-Amz-Algorithm") is { } algorithm)
        {
            return algorithm == SignatureClaim.Algorithm
                ? TryReadQuery(request.Headers, query, out claim, out fault)
                : Refuse($"X-Amz-Algorithm must be {SignatureClaim.Algorithm}", out fault);
        }

        fault = new SignatureFault(SignatureFaultKind.Missing, "Missing Authentication Token: the request is not signed");
        return false;
    }

    private static bool TryReadHeader(
        ISignableHeaders headers, string authorization, CanonicalQuery query, out SignatureClaim? claim,
        [NotNullWhen(false)] out SignatureFault? fault)
    {
        claim = null;
        string? credential = null, names = null, signature = null;
        foreach (var part in authorization[SignatureClaim.Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var value = part[(equals + 1)..];
            switch (equals < 0 ? "" : part[..equals])
            {
                case "Credential":
                    credential = value;
                    break;
                case "SignedHeaders":
                    names = value;
                    break;
                case "Signature":
                    signature = value;
                    break;
                default:
                    return Refuse("Authorization must be 'AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…'", out fault);
            }
        }

        var (timestamp, token) = (headers.Get("x-amz-date"), headers.Get("x-amz-security-token"));
        return TryMake(headers, query, credential, timestamp, names, signature, null, token, out claim, out fault);
    }

    private static bool TryReadQuery(
        ISignableHeaders headers, CanonicalQuery query, out SignatureClaim? claim, [NotNullWhen(false)] out SignatureFault? fault)
    {
        claim = null;
        if (!int.TryParse(query.Single("X-Amz-Expires"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds < 1)
        {
            return Refuse("X-Amz-Expires must be a number of seconds", out fault);
        }

        return TryMake(
            headers,
            query,
            query.Single("X-Amz-Credential"),
            query.Single("X-Amz-Date"),
            query.Single("X-Amz-SignedHeaders"),
            query.Single(SignatureClaim.SignatureParameter),
            TimeSpan.FromSeconds(seconds),
            query.Single("X-Amz-Security-Token"),
            out claim,
            out fault);
    }

    private static bool TryMake(
        ISignableHeaders headers,
        CanonicalQuery query,
        string? credential,
        string? timestamp,
        string? names,
        string? signature,
        TimeSpan? lifetime,
        string? token,
        out SignatureClaim? claim,
        [NotNullWhen(false)] out SignatureFault? fault)
    {
        claim = null;
        if (credential is null || !CredentialScope.TryReadCredential(credential, out var accessKeyId, out var scope))
        {
            return Refuse("Credential must be ACCESS-KEY-ID/yyyyMMdd/REGION/SERVICE/aws4_request", out fault);
        }

        if (!DateTimeOffset.TryParseExact(
            timestamp,
            TimestampFormat,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var signedAt))
        {
            return Refuse("X-Amz-Date must be there as yyyyMMddTHHmmssZ", out fault);
        }

        if (signature is not { Length: 64 } || !IsLowerHex(signature))
        {
            return Refuse("Signature must be 64 lower-case hex digits", out fault);
        }

        if (UnusableNames(headers, names, lifetime is null, token) is { } unusable)
        {
            return Refuse(unusable, out fault);
        }

        var payload = headers.Get("x-amz-content-sha256");
        if (payload is not null && payload != SignatureClaim.UnsignedPayload && (payload.Length != 64 || !IsLowerHex(payload)))
        {
            return Refuse(
                "x-amz-content-sha256 must be the body's SHA-256 as 64 lower-case hex digits; chunk-signed bodies are not taken", out fault);
        }

        claim = new SignatureClaim(accessKeyId, scope, signedAt, timestamp!, names!, Convert.FromHexString(signature))
        {
            Lifetime = lifetime,
            SessionToken = token,
            PayloadHash = payload,
            Query = query,
        };
        fault = null;
        return true;
    }

    /// <summary>
    /// Signed names must be lower-case, sorted and unique, be there, and include the host and every header this verifier acts on; otherwise
    /// that header could be exchanged on the way.
    /// </summary>
    private static string? UnusableNames(ISignableHeaders headers, string? names, bool inHeader, string? token)
    {
        var list = names?.Split(';') ?? [];
        for (var i = 0; i < list.Length; i++)
        {
            if (list[i].Length == 0
                || list[i].AsSpan().ContainsAnyInRange('A', 'Z')
                || (i > 0 && string.CompareOrdinal(list[i - 1], list[i]) >= 0))
            {
                return "SignedHeaders must be lower-case names in order, joined with ';'";
            }

            if (SignatureClaim.ValueOf(headers, list[i]) is null)
            {
                return $"SignedHeaders names '{list[i]}', which did not arrive; a proxy may have removed it";
            }
        }

        if (!list.Contains("host", StringComparer.Ordinal) && !list.Contains(":authority", StringComparer.Ordinal))
        {
            return "SignedHeaders must include host (HTTP/2: :authority)";
        }

        if (inHeader && !list.Contains("x-amz-date", StringComparer.Ordinal))
        {
            return "SignedHeaders must include x-amz-date";
        }

        return inHeader && token is not null && !list.Contains("x-amz-security-token", StringComparer.Ordinal)
            ? "SignedHeaders must include x-amz-security-token"
            : null;
    }

    private static bool IsLowerHex(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigitLower(c))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Refuse(string message, out SignatureFault fault)
    {
        fault = new SignatureFault(SignatureFaultKind.Incomplete, message);
        return false;
    }
}
