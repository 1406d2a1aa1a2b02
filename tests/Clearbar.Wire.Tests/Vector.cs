using System.Text.Json;

namespace Clearbar.Wire.Tests;

/// <summary>Opens the test vectors carried in Vectors/ (origin and licence in its README).</summary>
internal static class Vector
{
    public static byte[] Bytes(string path) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Vectors", path));

    public static JsonElement Json(string path)
    {
        using var document = JsonDocument.Parse(Bytes(path));
        return document.RootElement.Clone();
    }

    public static byte[] Hex(this JsonElement element, string member) => Convert.FromHexString(element.GetProperty(member).GetString()!);

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;

    public static JsonElement Named(this JsonElement array, string name)
    {
        foreach (var element in array.EnumerateArray())
        {
            if (element.Text("name") == name)
            {
                return element;
            }
        }

        throw new KeyNotFoundException(name);
    }
}
