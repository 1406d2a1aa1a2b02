using System.Text;
using Clearbar.Wire.Json;

namespace Clearbar.Wire.Crossings;

/// <summary>Makes a client's member names fit to be told in a response header, where losses are listed.</summary>
internal static class MemberNames
{
    private const int MaxLength = 64;

    /// <summary>The name, with <c>?</c> for every character but ASCII letters, digits, <c>_</c>, <c>-</c> and <c>.</c>, and cut at
    /// 64.</summary>
    public static string Printable(BodyMember member) => Printable(JsonText.Decode(member.Name));

    public static string Printable(string memberName)
    {
        var name = new StringBuilder(memberName);
        name.Length = Math.Min(name.Length, MaxLength);
        for (var index = 0; index < name.Length; index++)
        {
            if (!char.IsAsciiLetterOrDigit(name[index]) && name[index] is not ('_' or '-' or '.'))
            {
                name[index] = '?';
            }
        }

        return name.ToString();
    }
}
