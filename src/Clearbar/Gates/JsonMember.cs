using System.Text.Json;

namespace Clearbar.Gates;

/// <summary>Finds a member by a dotted path (<c>result.intent</c>); a member whose own name has dots is found by its full name first.</summary>
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
            return true;
        }

        value = root;
        foreach (var segment in path.AsSpan().Split('.'))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(path.AsSpan(segment), out value))
            {
                return false;
            }
        }

        return true;
    }
}
