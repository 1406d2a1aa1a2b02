using Clearbar.Tiers;

namespace Clearbar.Pricing.Estimates;

/// <summary>The tokens of a shape as another tokenizer counts the same text: models from 4.7 on count more.</summary>
internal static class TokenizerScale
{
    private const string Newer = "v2";

    public static RequestShape Of(RequestShape shape, Workload workload, Model model)
    {
        if (model.Tokenizer == workload.Tokenizer || workload.TokenizerFactor == 1)
        {
            return shape;
        }

        var factor = model.Tokenizer == Newer ? workload.TokenizerFactor : 1 / workload.TokenizerFactor;
        return shape with
        {
            Prefix = Scale(shape.Prefix, factor),
            Fresh = Scale(shape.Fresh, factor),
            Output = Scale(shape.Output, factor),
        };
    }

    private static long Scale(long tokens, decimal factor) => (long)decimal.Ceiling(decimal.Round(tokens * factor, 6));
}
