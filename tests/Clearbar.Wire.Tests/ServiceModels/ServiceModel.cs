using System.Text.Json;

namespace Clearbar.Wire.Tests.ServiceModels;

/// <summary>The extract of an AWS service model carried in Vectors/models: its operations, and the fields their shapes reach.</summary>
internal sealed class ServiceModel(string file)
{
    private readonly JsonElement _root = Vector.Json("models/" + file);

    public IEnumerable<string> Operations => _root.GetProperty("operations").EnumerateObject().Select(static operation => operation.Name);

    public string InputOf(string operation) => _root.GetProperty("operations").GetProperty(operation).Text("input");

    public string OutputOf(string operation) => _root.GetProperty("operations").GetProperty(operation).Text("output");

    public JsonElement Shape(string name) => _root.GetProperty("shapes").GetProperty(name);

    /// <summary>Paths of every field without members of its own, <c>messages[].content[].text</c>, in the model's order.</summary>
    public List<string> FieldsOf(string shape)
    {
        var fields = new List<string>();
        Walk(shape, "", fields);
        return fields;
    }

    private void Walk(string name, string path, List<string> fields)
    {
        var shape = Shape(name);
        if (shape.Text("type") == "list")
        {
            Walk(shape.Text("member"), path + "[]", fields);
        }
        else if (shape.TryGetProperty("members", out var members) && members.EnumerateObject().Any())
        {
            foreach (var member in members.EnumerateObject())
            {
                Walk(member.Value.GetString()!, path.Length == 0 ? member.Name : path + "." + member.Name, fields);
            }
        }
        else
        {
            fields.Add(path);
        }
    }
}
