using System.Globalization;

namespace Clearbar.Pricing;

/// <summary>Model by the service name AWS bills it under, for example <c>Claude Sonnet 4.6 (Amazon Bedrock Edition)</c>.</summary>
internal static class AwsServiceNames
{
    private const string Suffix = " (Amazon Bedrock Edition)";

    /// <summary>
    /// The exact table of names without the suffix. AWS has written both "Claude 3.5 Haiku" and "Claude Haiku 4.5", so both orders are in
    /// it for models whose name is just family and generation.
    /// </summary>
    public static Dictionary<string, PricedModel> Of(PriceFile file)
    {
        var names = new Dictionary<string, PricedModel>(StringComparer.OrdinalIgnoreCase);
        foreach (var model in file.Models)
        {
            if (model.Bedrock is null)
            {
                continue;
            }

            var generation = model.Generation.ToString(CultureInfo.InvariantCulture);
            var familyFirst = $"Claude {model.Family} {generation}";
            var generationFirst = $"Claude {generation} {model.Family}";
            names.TryAdd(model.Name, model);
            if (model.Name.Equals(familyFirst, StringComparison.OrdinalIgnoreCase)
                || model.Name.Equals(generationFirst, StringComparison.OrdinalIgnoreCase))
            {
                names.TryAdd(familyFirst, model);
                names.TryAdd(generationFirst, model);
            }
        }

        return names;
    }

    public static string WithoutSuffix(string serviceName) =>
        serviceName.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? serviceName[..^Suffix.Length] : serviceName;
}
