using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Clearbar.Wire.Signing;

/// <summary>
/// A short-term API key: a presigned POST in base64, made on the client's machine from an access key and sent as a bearer token. It can be
/// checked offline by whoever holds the secret.
/// </summary>
/// <remarks>
/// Grammar: <c>prefix base64(host "/?" presigned-query "&amp;Version=1")</c>. <c>Version</c> is appended after signing, the payload is
/// empty and the only signed header is host. Prefixes and hosts: <c>bedrock-api-key-</c> with bedrock.amazonaws.com,
/// <c>aws-external-anthropic-api-key-</c> with aws-external-anthropic.amazonaws.com (AWS's published token generators, 2026).
/// </remarks>
public sealed class ShortTermKey : ISignableHeaders
{
    private const string Version = "&Version=1";
    private const string Action = "CallWithBearerToken";

    /// <summary>A session token makes keys long; more than this is none.</summary>
    private const int MaxLength = 8192;

    private static readonly (string Prefix, string Host, string Service)[] Kinds =
    [
        ("bedrock-api-key-", "bedrock.amazonaws.com", "bedrock"),
        ("aws-external-anthropic-api-key-", "aws-external-anthropic.amazonaws.com", "aws-external-anthropic"),
    ];

    private readonly string _host;

    private ShortTermKey(string host, string service, string target)
    {
        _host = host;
        Service = service;
        Request = new SignableRequest("POST", target, this);
    }

    /// <summary>The request that was presigned; its payload is empty.</summary>
    public SignableRequest Request { get; }

    /// <summary>The service the key's prefix is for.</summary>
    public string Service { get; }

    public static bool IsOne(string token)
    {
        foreach (var (prefix, _, _) in Kinds)
        {
            if (token.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes the key apart; nothing is proven by that.</summary>
    public static bool TryRead(string token, [NotNullWhen(true)] out ShortTermKey? key)
    {
        key = null;
        foreach (var (prefix, host, service) in Kinds)
        {
            if (!token.StartsWith(prefix, StringComparison.Ordinal) || token.Length > MaxLength)
            {
                continue;
            }

            var encoded = Encoding.UTF8.GetBytes(token, prefix.Length, token.Length - prefix.Length);
            var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length)];
            if (Base64.DecodeFromUtf8(encoded, bytes, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            var text = Encoding.UTF8.GetString(bytes, 0, length);
            if (!text.StartsWith(host + "/?", StringComparison.Ordinal) || !text.EndsWith(Version, StringComparison.Ordinal))
            {
                return false;
            }

            var target = text[host.Length..^Version.Length];
            if (new CanonicalQuery(target.AsSpan(2)).Single("Action") != Action)
            {
                return false;
            }

            key = new ShortTermKey(host, service, target);
            return true;
        }

        return false;
    }

    /// <summary>The presigned request carries no header but host.</summary>
    string? ISignableHeaders.Get(string name) => name == "host" ? _host : null;
}
