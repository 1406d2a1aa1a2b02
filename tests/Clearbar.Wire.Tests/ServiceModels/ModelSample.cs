using System.Text.Json;
using System.Text.Json.Nodes;

namespace Clearbar.Wire.Tests.ServiceModels;

/// <summary>
/// Writes the smallest JSON that sets one field of a service model: the members on the way to it, what those require, and the field with
/// one of two values.
/// </summary>
internal sealed class ModelSample(ServiceModel model, bool second)
{
    /// <summary>Shape <paramref name="name"/> with the field at the end of the steps; a step <c>[]</c> goes into a list.</summary>
    /// <param name="leaveOut">Everything but the field itself.</param>
    public JsonNode Build(string name, ReadOnlySpan<string> steps, bool leaveOut)
    {
        var shape = model.Shape(name);
        if (steps.IsEmpty)
        {
            return Leaf(shape, second);
        }

        if (steps[0] == "[]")
        {
            return new JsonArray(Build(shape.Text("member"), steps[1..], leaveOut));
        }

        var json = new JsonObject();
        foreach (var required in shape.TryGetProperty("required", out var list) ? list.EnumerateArray().Select(item => item.GetString()!) : [])
        {
            if (required != steps[0] && required != "modelId")
            {
                json[required] = Plain(shape.GetProperty("members").Text(required), required);
            }
        }

        if (!(leaveOut && steps.Length == 1))
        {
            json[steps[0]] = steps is ["schema"] ? JsonValue.Create($$"""{"const":{{(second ? 1 : 2)}}}""")
                : Build(shape.GetProperty("members").Text(steps[0]), steps[1..], leaveOut);
        }

        return json;
    }

    /// <summary>The field may be missing, or has no value to vary: it is neither required nor the choice of a union that holds something.</summary>
    public bool IsOptional(string name, ReadOnlySpan<string> steps)
    {
        var shape = model.Shape(name);
        if (steps is ["[]"])
        {
            return false;
        }

        if (steps.Length > 1)
        {
            return IsOptional(steps[0] == "[]" ? shape.Text("member") : shape.GetProperty("members").Text(steps[0]), steps[1..]);
        }

        var last = steps[0];
        var isEmpty = model.Shape(shape.GetProperty("members").Text(last)) is var member && member.Text("type") == "structure"
            && !member.TryGetProperty("document", out _);
        return isEmpty || !shape.TryGetProperty("union", out _)
            && !(shape.TryGetProperty("required", out var required) && required.EnumerateArray().Any(item => item.GetString() == last));
    }

    // What a required member holds when it is not the one under test; of a union, what Claude reads.
    private JsonNode Plain(string name, string member)
    {
        var shape = model.Shape(name);
        switch (shape.Text("type"))
        {
            case "list":
                return new JsonArray(Plain(shape.Text("member"), member));
            case "structure" when shape.TryGetProperty("union", out _):
                var members = shape.GetProperty("members");
                var choice = members.TryGetProperty("text", out var text) && model.Shape(text.GetString()!).Text("type") == "string" ? "text"
                    : members.TryGetProperty("bytes", out _) ? "bytes" : members.EnumerateObject().First().Name;
                return new JsonObject { [choice] = Plain(members.Text(choice), choice) };
            case "structure" when !shape.TryGetProperty("document", out _):
                var json = new JsonObject();
                foreach (var required in shape.TryGetProperty("required", out var list) ? list.EnumerateArray().ToArray() : [])
                {
                    json[required.GetString()!] = Plain(shape.GetProperty("members").Text(required.GetString()!), required.GetString()!);
                }

                return json;
            default:
                return member == "schema" ? JsonValue.Create("{}") : Leaf(shape, second: false);
        }
    }

    private static JsonNode Leaf(JsonElement shape, bool second)
    {
        if (shape.TryGetProperty("enum", out var words))
        {
            return JsonValue.Create(words[second ? words.GetArrayLength() - 1 : 0].GetString()!);
        }

        // A blob begins like a PDF, so that it is one where a document is expected.
        return shape.Text("type") switch
        {
            "string" => JsonValue.Create(second ? "other" : "value"),
            "blob" => JsonValue.Create(second ? "JVBERi0B" : "JVBERi0A"),
            "integer" or "long" => JsonValue.Create(second ? 2 : 1),
            "float" or "double" => JsonValue.Create(second ? 0.5 : 0.25),
            "boolean" => JsonValue.Create(!second),
            "map" => new JsonObject { ["key"] = second ? "other" : "value" },
            _ => shape.TryGetProperty("document", out _) ? new JsonObject { ["key"] = second ? 2 : 1 } : new JsonObject(),
        };
    }
}
