using System.Text.Json;

namespace Clearbar.Keys.Policies;

/// <summary>
/// Reads policy documents. What it does not understand it refuses: a restriction that is silently ignored is worse than none.
/// </summary>
/// <remarks>
/// Grammar (IAM JSON policy language, the subset): <c>{ "Version": "2012-10-17", "Statement": S | [ S … ] }</c> with
/// S = <c>{ "Sid"?, "Effect": "Allow" | "Deny", "Action": text | [ … ], "Resource": text | [ … ], "Condition"?: { OPERATOR: { KEY: text | [
/// … ] } } }</c>. A resource is <c>*</c> or <c>arn:aws:bedrock:*:*:foundation-model/ID</c> or <c>…:inference-profile/ID</c>; region and
/// account must be empty or <c>*</c>.
/// </remarks>
internal static class PolicyReader
{
    public static AccessPolicy Read(JsonElement document)
    {
        Object(document, "the policy", "Version", "Id", "Statement");
        if (document.TryGetProperty("Version", out var version)
            && (version.ValueKind != JsonValueKind.String || version.GetString() != "2012-10-17"))
        {
            throw new PolicyException("Version must be \"2012-10-17\"");
        }

        if (!document.TryGetProperty("Statement", out var member))
        {
            throw new PolicyException("Statement is required");
        }

        var statements = new List<PolicyStatement>();
        foreach (var statement in member.ValueKind == JsonValueKind.Array ? member.EnumerateArray().ToArray() : [member])
        {
            statements.Add(ReadStatement(statement, $"Statement[{statements.Count}]"));
        }

        return statements.Count > 0
            ? new AccessPolicy([.. statements])
            : throw new PolicyException("Statement is empty; it would deny everything. Revoke the key instead");
    }

    private static PolicyStatement ReadStatement(JsonElement statement, string path)
    {
        Object(statement, path, "Sid", "Effect", "Action", "Resource", "Condition");
        var effect = statement.TryGetProperty("Effect", out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        return new PolicyStatement
        {
            Name = statement.TryGetProperty("Sid", out var sid) && sid.ValueKind == JsonValueKind.String ? $"'{sid.GetString()}'" : path,
            Effect = effect switch
            {
                "Allow" => PolicyEffect.Allow,
                "Deny" => PolicyEffect.Deny,
                _ => throw new PolicyException($"{path}.Effect must be \"Allow\" or \"Deny\""),
            },
            Actions = Array.ConvertAll(Texts(statement, "Action", path), action => ReadAction(action, path)),
            Resources = Array.ConvertAll(Texts(statement, "Resource", path), resource => ReadResource(resource, path)),
            Conditions = statement.TryGetProperty("Condition", out var conditions) ? ReadConditions(conditions, $"{path}.Condition") : [],
        };
    }

    private static string ReadAction(string action, string path) =>
        action == "*" || action.StartsWith("bedrock:", StringComparison.OrdinalIgnoreCase)
            ? action
            : throw new PolicyException($"{path}.Action '{action}' is not a bedrock action such as bedrock:InvokeModel or bedrock:*");

    private static string ReadResource(string resource, string path)
    {
        if (resource == "*")
        {
            return resource;
        }

        var parts = resource.Split(':', 6);
        if (parts.Length != 6 || parts[0] != "arn" || parts[2] != "bedrock")
        {
            throw new PolicyException(
                $"{path}.Resource '{resource}' is not * and not a Bedrock ARN such as "
                + "arn:aws:bedrock:*::foundation-model/anthropic.claude-haiku-*");
        }

        // The planned call has no region a pattern could be held against; a deny on one region would deny nothing.
        if (parts[3] is not ("" or "*") || parts[4] is not ("" or "*"))
        {
            throw new PolicyException($"{path}.Resource '{resource}': region and account are not evaluated; write * for both");
        }

        return parts[5];
    }

    private static PolicyCondition[] ReadConditions(JsonElement conditions, string path)
    {
        Object(conditions, path, null);
        var read = new List<PolicyCondition>();
        foreach (var member in conditions.EnumerateObject())
        {
            if (!Enum.TryParse<ConditionOperator>(member.Name, out var @operator)
                || !Enum.GetNames<ConditionOperator>().Contains(member.Name, StringComparer.Ordinal))
            {
                throw new PolicyException($"{path}: '{member.Name}' is not one of {string.Join(", ", Enum.GetNames<ConditionOperator>())}");
            }

            Object(member.Value, $"{path}.{member.Name}", null);
            foreach (var key in member.Value.EnumerateObject())
            {
                read.Add(new PolicyCondition(@operator, key.Name, Texts(member.Value, key.Name, $"{path}.{member.Name}")));
            }
        }

        return [.. read];
    }

    /// <summary>Must be an object, with only the members <paramref name="known"/> (null: any), each once.</summary>
    private static void Object(JsonElement element, string path, params string[]? known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new PolicyException($"{path} must be a JSON object");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            if (known is not null && !known.Contains(member.Name, StringComparer.Ordinal))
            {
                throw new PolicyException($"{path}: '{member.Name}' is not understood; known here: {string.Join(", ", known)}");
            }

            if (!seen.Add(member.Name))
            {
                throw new PolicyException($"{path}: '{member.Name}' stands twice");
            }
        }
    }

    private static string[] Texts(JsonElement owner, string name, string path)
    {
        if (owner.TryGetProperty(name, out var value))
        {
            var items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
            if (items.Length > 0 && Array.TrueForAll(items, static item => item.ValueKind == JsonValueKind.String && item.GetString()!.Length > 0))
            {
                return Array.ConvertAll(items, static item => item.GetString()!);
            }
        }

        throw new PolicyException($"{path}.{name} must be a text or a list of texts");
    }
}
