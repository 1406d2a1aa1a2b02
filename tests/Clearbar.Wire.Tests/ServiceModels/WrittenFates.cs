using System.Text.Json;

namespace Clearbar.Wire.Tests.ServiceModels;

/// <summary>
/// What becomes of the fields no test can send through a crossing: headers, and operations whose answer is made from the catalog. Written down in
/// Vectors/models/fates.json; a line holds for its field and all below it.
/// </summary>
internal sealed class WrittenFates(string file)
{
    private readonly JsonElement _operations = Vector.Json("models/fates.json").GetProperty(file);

    public IEnumerable<string> Operations => _operations.EnumerateObject().Select(static operation => operation.Name);

    /// <summary>Field and fate, in the order written.</summary>
    /// <param name="part"><c>request</c> or <c>answer</c>.</param>
    public IEnumerable<(string Field, string Fate)> Of(string operation, string part) =>
        _operations.GetProperty(operation).GetProperty(part).EnumerateObject().Select(static line => (line.Name, line.Value.GetString()!));

    /// <summary>Whether the line of <paramref name="written"/> is that of <paramref name="field"/>.</summary>
    public static bool Covers(string written, string field) =>
        field == written || (field.StartsWith(written, StringComparison.Ordinal) && field[written.Length] is '.' or '[');
}
