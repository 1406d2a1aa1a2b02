using System.Diagnostics.CodeAnalysis;

namespace Clearbar.Wire.Signing;

/// <summary>What a signing key is derived for: one day, one region, one service.</summary>
/// <remarks>Grammar: <c>yyyyMMdd "/" region "/" service "/aws4_request"</c> (AWS Signature Version 4, "Create a string to sign").</remarks>
public readonly record struct CredentialScope(string Date, string Region, string Service)
{
    public const string Terminator = "aws4_request";

    /// <summary>Longer names are no AWS region or service; the limit bounds what a stranger can make the verifier keep.</summary>
    private const int MaxPart = 64;

    /// <summary>Reads <c>access-key-id/date/region/service/aws4_request</c>, as in <c>Credential=</c>.</summary>
    public static bool TryReadCredential(string credential, [NotNullWhen(true)] out string? accessKeyId, out CredentialScope scope)
    {
        accessKeyId = null;
        scope = default;
        var parts = credential.Split('/');
        if (parts.Length != 5 || parts[4] != Terminator || parts[1].Length != 8)
        {
            return false;
        }

        for (var i = 0; i < 4; i++)
        {
            if (parts[i].Length is 0 or > MaxPart)
            {
                return false;
            }
        }

        accessKeyId = parts[0];
        scope = new CredentialScope(parts[1], parts[2], parts[3]);
        return true;
    }

    public override string ToString() => $"{Date}/{Region}/{Service}/{Terminator}";
}
