using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Clearbar.Pricing;

/// <summary>Reads and checks a price file. Every error of the file is reported, each with its key.</summary>
/// <remarks>
/// <code>
/// file  = { schema: 1, currency: "USD", tokenUnit: 1000000, compiled: date, sources: {code: text}, rules: {…}, models: [model] }
/// model = { id, name, aliases[], family, generation, contextTokens, minCacheableTokens|null, tokenizer, regionalPremium, inferenceGeo,
///           bedrock|null: {baseId, ids{scope: id}, cacheTtls[], batch},
///           prices: {"anthropic-api": [row], "bedrock-global"?: [row]}, fast: [fast] }
/// row   = { effectiveFrom, effectiveTo|null, input, output, cacheWrite5m|null, cacheWrite1h|null, cacheRead|null,
///           batchInput|null, batchOutput|null, promptTiers?: [{promptTokensOver, input, output, cacheWrite5m?, cacheWrite1h?, cacheRead?}],
///           source[], status, note? }
/// fast  = { effectiveFrom, effectiveTo|null, input, output }
/// </code>
/// Amounts are decimal strings; dates are <c>YYYY-MM-DD</c>, both ends inclusive.
/// </remarks>
public static class PriceFileReader
{
    private static readonly string[] s_statedKeys = ["cacheWrite5m", "cacheWrite1h", "cacheRead", "batchInput", "batchOutput", "effectiveTo"];

    private static readonly JsonDocumentOptions s_options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads a price file from UTF-8 bytes.</summary>
    /// <exception cref="PriceBookException">The file is not usable; the exception lists every error.</exception>
    public static PriceFile Read(ReadOnlyMemory<byte> utf8)
    {
        var errors = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(utf8, s_options);
            var file = ReadFile(new CheckedJson(document.RootElement, "", errors), utf8.Span);
            if (errors.Count == 0)
            {
                PriceFileChecks.Check(file, errors);
            }

            return errors.Count == 0 ? file : throw new PriceBookException(errors);
        }
        catch (JsonException exception)
        {
            throw new PriceBookException($"the price file is not JSON: {exception.Message}", exception);
        }
    }

    private static PriceFile ReadFile(CheckedJson root, ReadOnlySpan<byte> utf8)
    {
        if (root.Count("schema") != 1)
        {
            root.Child("schema").Fail("must be 1, the only version this program reads");
        }

        if (root.Text("currency") != "USD")
        {
            root.Child("currency").Fail("must be \"USD\"");
        }

        if (root.Count("tokenUnit") != 1_000_000)
        {
            root.Child("tokenUnit").Fail("must be 1000000: prices are per million tokens");
        }

        var compiled = root.Date("compiled");
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (code, text) in root.Members("sources"))
        {
            sources[code] = text.AsText();
        }

        var models = new List<PricedModel>();
        foreach (var model in root.Items("models"))
        {
            models.Add(ReadModel(model));
        }

        return new PriceFile(VersionOf(compiled, utf8), compiled, sources, PriceRulesReader.Read(root.Object("rules")), models);
    }

    private static PricedModel ReadModel(CheckedJson model)
    {
        model.AllowOnly(
            "id", "name", "aliases", "family", "generation", "postSeed", "contextTokens", "minCacheableTokens", "tokenizer", "regionalPremium",
            "inferenceGeo", "bedrock", "prices", "fast", "note");
        var prices = model.Object("prices");
        prices.AllowOnly("anthropic-api", "bedrock-global");
        var fast = new List<FastRow>();
        foreach (var row in model.Items("fast"))
        {
            row.AllowOnly("effectiveFrom", "effectiveTo", "input", "output", "source", "note");
            fast.Add(new FastRow(row.Date("effectiveFrom"), row.DateOrNull("effectiveTo"), row.Amount("input"), row.Amount("output")));
        }

        return new PricedModel(
            model.Text("id"),
            model.Text("name"),
            model.Texts("aliases"),
            model.Text("family"),
            ReadGeneration(model),
            model.Count("contextTokens"),
            model.CountOrNull("minCacheableTokens"),
            model.Text("tokenizer"),
            model.Flag("regionalPremium"),
            model.Flag("inferenceGeo"),
            model.TryMember("bedrock", out var bedrock) ? ReadBedrock(bedrock) : null,
            ReadRows(prices, "anthropic-api"),
            prices.Has("bedrock-global") ? ReadRows(prices, "bedrock-global") : [],
            fast);
    }

    private static decimal ReadGeneration(CheckedJson model)
    {
        var text = model.Text("generation");
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var generation))
        {
            return generation;
        }

        model.Child("generation").Fail("must be a version such as \"4.6\"");
        return 0;
    }

    private static BedrockListing ReadBedrock(CheckedJson bedrock)
    {
        bedrock.AllowOnly("baseId", "ids", "cacheTtls", "batch");
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (scope, id) in bedrock.Members("ids"))
        {
            ids[scope] = id.AsText();
        }

        return new BedrockListing(bedrock.Text("baseId"), ids, bedrock.Texts("cacheTtls"), bedrock.Flag("batch"));
    }

    private static List<PriceRow> ReadRows(CheckedJson prices, string surface)
    {
        var rows = new List<PriceRow>();
        foreach (var row in prices.Items(surface))
        {
            row.AllowOnly(
                "effectiveFrom", "effectiveTo", "input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead", "batchInput", "batchOutput",
                "promptTiers", "source", "status", "note");

            // Absence would be a slip of the pen; null is a statement that the surface does not price the category.
            foreach (var key in s_statedKeys)
            {
                if (!row.Has(key))
                {
                    row.Child(key).Fail("is missing; write null when there is none");
                }
            }

            var tiers = new List<PromptTier>();
            if (row.Has("promptTiers"))
            {
                foreach (var tier in row.Items("promptTiers"))
                {
                    tier.AllowOnly("promptTokensOver", "input", "output", "cacheWrite5m", "cacheWrite1h", "cacheRead");
                    tiers.Add(new PromptTier(tier.Count("promptTokensOver"), ReadRates(tier)));
                }
            }

            rows.Add(new PriceRow(
                row.Date("effectiveFrom"),
                row.DateOrNull("effectiveTo"),
                ReadRates(row),
                row.AmountOrNull("batchInput"),
                row.AmountOrNull("batchOutput"),
                tiers,
                row.Text("status"),
                row.Texts("source"),
                row.TextOrNull("note")));
        }

        return rows;
    }

    private static TokenRates ReadRates(CheckedJson row) => new(
        row.Amount("input"),
        row.Amount("output"),
        row.AmountOrNull("cacheWrite5m"),
        row.AmountOrNull("cacheWrite1h"),
        row.AmountOrNull("cacheRead"));

    // Carriage returns are left out of the hash, so that a checkout with other line ends is the same book.
    private static string VersionOf(DateOnly compiled, ReadOnlySpan<byte> utf8)
    {
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var range in utf8.Split((byte)'\r'))
        {
            content.AppendData(utf8[range]);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        content.GetHashAndReset(hash);
        return string.Create(CultureInfo.InvariantCulture, $"{compiled:yyyy-MM-dd}+{Convert.ToHexStringLower(hash[..4])}");
    }
}
