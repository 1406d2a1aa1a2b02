using System.Text.Json;

namespace Clearbar.Gates;

/// <summary>
/// Finds a member by a dotted path (<c>result.intent</c>); a member whose own name has dots is found by its full name first. A member that its object
/// names twice is not found: which of the two the client's parser takes is not known (RFC 8259, section 4).
/// </summary>
internal static class JsonMember
{
    public static bool TryFind(JsonElement root, string path, out JsonElement value)
    {
        value = root;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (root.TryGetProperty(path, out value))
        {
            return IsNamedOnce(root, path);
        }

        value = root;
        foreach (var segment in path.AsSpan().Split('.'))
        {
            var above = value;
            var name = path.AsSpan(segment);
            if (above.ValueKind != JsonValueKind.Object || !above.TryGetProperty(name, out value) || !IsNamedOnce(above, name))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNamedOnce(JsonElement within, ReadOnlySpan<char> name)
    {
        var count = 0;
        foreach (var member in within.EnumerateObject())
        {
            count += member.NameEquals(name) ? 1 : 0;
        }

        return count == 1;
    }
}
