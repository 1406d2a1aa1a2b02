using System.Text;
using Clearbar.Pricing;
using Clearbar.Pricing.Import;

namespace Clearbar.Tests.Pricing.Import;

/// <summary>The made-up price map of the tests, and the built-in price file as text to edit.</summary>
internal static class PriceMaps
{
    public static readonly DateOnly Day = new(2026, 11, 1);

    public static byte[] Map { get; } = Resource("litellm.json", typeof(PriceMaps));

    public static string PriceFile { get; } = Encoding.UTF8.GetString(Resource("claude-prices.json", typeof(PriceBook)));

    public static LiteLlmFile Read(string json) => LiteLlmFile.Read(Encoding.UTF8.GetBytes(json));

    public static LiteLlmReport Compare(LiteLlmFile map) => new LiteLlmComparison(PriceBook.Embedded, Day).Compare(map);

    private static byte[] Resource(string name, Type near)
    {
        using var stream = near.Assembly.GetManifestResourceStream(name)!;
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
