using System.Text.Json;

namespace Clearbar.Keys.Policies;

/// <summary>
/// What a key may do: IAM-shaped statements. An explicit deny wins over everything, an allow is needed, and what no statement allows is
/// denied. Immutable.
/// </summary>
public sealed class AccessPolicy
{
    private readonly PolicyStatement[] _statements;

    internal AccessPolicy(PolicyStatement[] statements) => _statements = statements;

    /// <summary>Reads a document; throws <see cref="PolicyException"/> for anything that would not be enforced as written.</summary>
    public static AccessPolicy Read(JsonElement document) => PolicyReader.Read(document);

    /// <summary>Why the request is denied, or null when it is allowed.</summary>
    public string? Refuse(AccessRequest request)
    {
        var allowed = false;
        foreach (var statement in _statements)
        {
            if (!statement.Applies(request))
            {
                continue;
            }

            if (statement.Effect == PolicyEffect.Deny)
            {
                return $"with an explicit deny in {statement.Name}";
            }

            allowed = true;
        }

        return allowed ? null : "because no statement of the key's policy allows it";
    }
}
