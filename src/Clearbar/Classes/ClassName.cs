using System.Globalization;

namespace Clearbar.Classes;

/// <summary>Names of classes: given by the owner, or made from a fingerprint.</summary>
public static class ClassName
{
    public const int MaxLength = 64;

    /// <summary>1 to 64 ASCII letters, digits, '.', '_' or '-': safe in headers, logs, file names and metrics.</summary>
    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > MaxLength)
        {
            return false;
        }

        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
            {
                return false;
            }
        }

        return true;
    }

    public static string OfFingerprint(ulong fingerprint) => string.Create(CultureInfo.InvariantCulture, $"fp-{fingerprint:x16}");
}
