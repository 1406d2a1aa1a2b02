namespace Clearbar.Wire.Crossings.OpenAi;

/// <summary>The service tiers an answer reports, where both dialects have a word for them; a tier only one knows is left out.</summary>
internal static class ServiceTiers
{
    public static string? ToOpenAi(string? tier) => tier switch
    {
        "standard" => "default",
        "priority" => "priority",
        _ => null,
    };

    public static string? ToAnthropic(string? tier) => tier switch
    {
        "default" => "standard",
        "priority" => "priority",
        _ => null,
    };
}
