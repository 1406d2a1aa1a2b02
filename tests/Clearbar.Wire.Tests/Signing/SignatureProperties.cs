using System.Security.Cryptography;
using System.Text;
using Clearbar.Wire.Signing;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Signing;

/// <summary>Whatever is signed verifies, and nothing that was signed can change.</summary>
public sealed class SignatureProperties
{
    private const string Secret = "a/secret+of40characters/a/secret+of40cha";

    private static readonly DateTimeOffset Time = new(2026, 11, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly TestSigner Signer = new("AKTEST", Secret, Time);

    private static readonly Gen<string> Word = Gen.Elements("abcXYZ019-._~:@".ToCharArray()).NonEmptyListOf().Select(static chars => string.Concat(chars));

    private static readonly Gen<string> Escaped = Gen.Elements("a", "Z", "0", "-", "_", "%2F", "%3A", "%20", "%C3%A9").NonEmptyListOf().Select(string.Concat);

    private static readonly Gen<Sample> Samples =
        from method in Gen.Elements("GET", "POST", "PUT")
        from path in Escaped.NonEmptyListOf()
        from query in Gen.Choose(0, 3)
        from values in Escaped.ListOf(query)
        from header in Word
        from body in Gen.Choose(0, 255).Select(static b => (byte)b).ListOf()
        from stated in Gen.Elements(true, false)
        select new Sample(
            method,
            "/" + string.Join('/', path) + (values.Count == 0 ? "" : "?" + string.Join('&', values.Select(static (value, i) => $"q{i}={value}"))),
            header,
            [.. body],
            stated);

    [Fact]
    public void What_an_independent_signer_signs_verifies() =>
        Prop.ForAll(Samples.ToArbitrary(), static sample =>
        {
            var headers = Signed(sample);
            return Check(sample.Method, sample.Target, headers, sample.Body) is null;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_flipped_bit_of_what_was_signed_is_noticed() =>
        Prop.ForAll(Samples.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), static (sample, at) =>
        {
            var headers = Signed(sample);
            foreach (var part in (string[])["method", "target", "header", "date", "body", "signature", "host"])
            {
                var (method, target, body) = (sample.Method, sample.Target, sample.Body);
                var changed = new SortedDictionary<string, string>(headers, StringComparer.Ordinal);
                switch (part)
                {
                    case "method":
                        method = Flip(method, at);
                        break;
                    case "target":
                        target = Flip(target, at);
                        if (SameMeaning(target, sample.Target))
                        {
                            continue;
                        }

                        break;
                    case "header":
                        changed["x-amz-thing"] = Flip(changed["x-amz-thing"], at);
                        break;
                    case "date":
                        changed["x-amz-date"] = Flip(changed["x-amz-date"], at);
                        break;
                    case "host":
                        changed["host"] = Flip(changed["host"], at);
                        break;
                    case "signature":
                        changed["authorization"] = changed["authorization"][..^64] + Flip(changed["authorization"][^64..], at);
                        break;
                    default:
                        if (body.Length == 0)
                        {
                            continue;
                        }

                        body = [.. body];
                        body[at % body.Length] ^= (byte)(1 << (at % 8));
                        break;
                }

                if (Check(method, target, changed, body) is null)
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_flipped_bit_of_a_presigned_target_is_noticed() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(1, 43200).ToArbitrary(), static (at, seconds) =>
        {
            var target = Signer.Presign("POST", "/model/a%3A0/converse", "h", [1], seconds);
            var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = "h" };
            var changed = Flip(target, at);
            return Check("POST", target, headers, [1]) is null
                && Check("POST", target, headers, [2]) is not null
                && (SameMeaning(changed, target) || Check("POST", changed, headers, [1]) is not null);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null, "held")]
    [InlineData("presented", null)]
    [InlineData("presented", "held")]
    public void A_session_token_must_be_the_one_of_the_access_key(string? presented, string? held)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = "h" };
        if (presented is not null)
        {
            headers["x-amz-security-token"] = presented;
        }

        Signer.Sign("POST", "/", headers, [], statePayload: true);

        Assert.Equal("UnrecognizedClientException", Check("POST", "/", headers, [], new SigningCredential("AKTEST", Secret, held))?.ErrorName);
        Assert.Null(Check("POST", "/", headers, [], new SigningCredential("AKTEST", Secret, presented)));
    }

    [Fact]
    public void Derived_keys_are_kept_for_scopes_that_verified_only()
    {
        var sample = new Sample("POST", "/model/x/converse", "v", [1], true);
        var headers = Signed(sample);
        var right = new SigningCredential("AKTEST", Secret);
        var wrong = new SigningCredential("AKTEST", "other");

        Assert.Null(Check(sample.Method, sample.Target, headers, sample.Body, right));
        Assert.Null(Check(sample.Method, sample.Target, headers, sample.Body, right));
        Assert.NotNull(Check(sample.Method, sample.Target, headers, sample.Body, wrong));
        Assert.Equal(1, right.CachedScopes);
        Assert.Equal(0, wrong.CachedScopes);
    }

    [Theory]
    [InlineData("x-amz-date")]
    [InlineData("host")]
    public void A_header_the_verifier_acts_on_must_be_signed(string name)
    {
        var headers = Signed(new Sample("POST", "/", "v", [], true));
        headers["authorization"] = headers["authorization"].Replace($"{name};", "", StringComparison.Ordinal).Replace($";{name}", "", StringComparison.Ordinal);

        var fault = Check("POST", "/", headers, []);

        Assert.Equal("IncompleteSignatureException", fault!.ErrorName);
        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unsigned_payload_is_believed_only_where_the_policy_says_so()
    {
        var headers = Signed(new Sample("POST", "/", "v", [7], true));
        headers["x-amz-content-sha256"] = SignatureClaim.UnsignedPayload;

        Assert.Equal(SignatureFaultKind.PayloadMismatch, Check("POST", "/", headers, [7])?.Kind);
    }

    [Fact]
    public void No_signature_at_all_is_a_missing_token()
    {
        Assert.False(SignatureClaim.TryRead(new SignableRequest("GET", "/", new VectorHeaders()), out _, out var fault));
        Assert.Equal("MissingAuthenticationTokenException", fault.ErrorName);
    }

    [Fact]
    public void Any_authorization_header_is_read_without_throwing() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), static text =>
        {
            var headers = new VectorHeaders();
            headers.Set("authorization", "AWS4-HMAC-SHA256 " + text);
            headers.Set("host", "h");
            return !SignatureClaim.TryRead(new SignableRequest("GET", "/?" + text, headers), out _, out var fault) && fault.Message.Length > 0;
        }).QuickCheckThrowOnFailure();

    private static SortedDictionary<string, string> Signed(Sample sample)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = "127.0.0.1:8484", ["x-amz-thing"] = sample.Header };
        Signer.Sign(sample.Method, sample.Target, headers, sample.Body, sample.StatesPayload);
        return headers;
    }

    private static SignatureFault? Check(
        string method, string target, SortedDictionary<string, string> headers, byte[] body, SigningCredential? credential = null)
    {
        var seen = new VectorHeaders();
        foreach (var (name, value) in headers)
        {
            seen.Set(name, value);
        }

        var request = new SignableRequest(method, target, seen);
        if (!SignatureClaim.TryRead(request, out var claim, out var fault))
        {
            return fault;
        }

        credential ??= new SigningCredential("AKTEST", Secret);
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        return SignatureVerifier.CheckTerms(claim, credential, SignaturePolicy.Default, Time)
            ?? SignatureVerifier.CheckSignature(claim, request, credential, hash, SignaturePolicy.Default)
            ?? SignatureVerifier.CheckPayload(claim, hash);
    }

    private static string Flip(string text, int at)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        bytes[at % bytes.Length] ^= (byte)(1 << (at % 7));
        return Encoding.ASCII.GetString(bytes);
    }

    /// <summary>In a query the case of an escape's digits, and escaping what needs none, mean nothing.</summary>
    private static bool SameMeaning(string a, string b)
    {
        var (left, right) = (a.IndexOf('?', StringComparison.Ordinal), b.IndexOf('?', StringComparison.Ordinal));
        return left == right && left >= 0 && a[..left] == b[..right] && Uri.UnescapeDataString(a[left..]) == Uri.UnescapeDataString(b[right..]);
    }

    private sealed record Sample(string Method, string Target, string Header, byte[] Body, bool StatesPayload);
}
