namespace Clearbar.Pricing;

/// <summary>Checks of a price file that need more than one value: ids used twice, dates that overlap, sources that do not exist.</summary>
internal static class PriceFileChecks
{
    public static void Check(PriceFile file, List<string> errors)
    {
        CheckRules(file.Rules, errors);
        var owners = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < file.Models.Count; index++)
        {
            var model = file.Models[index];
            var path = $"models[{index}] ({model.Id})";
            CheckIds(model, path, owners, errors);
            CheckRows(model.DirectRows, $"{path}.prices.anthropic-api", file.Sources, errors);
            CheckRows(model.BedrockRows, $"{path}.prices.bedrock-global", file.Sources, errors);
            CheckFastRows(model.FastRows, $"{path}.fast", errors);
            if (model.Bedrock is null && model.BedrockRows.Count > 0)
            {
                errors.Add($"{path}.bedrock: is null but prices.bedrock-global has rows; say under which ids the model is sold there");
            }
        }
    }

    private static void CheckRules(PriceRules rules, List<string> errors)
    {
        CheckPositive(rules.Ccu, "rules.claudePlatformAws.usdPerCcu", errors);
        CheckPositive(rules.Batch, "rules.batchMultiplier", errors);
        CheckPositive(rules.Regional, "rules.bedrock.regionalMultiplier", errors);
        CheckPositive(rules.Gov, "rules.bedrock.govMultiplier", errors);
        CheckPositive(rules.InferenceGeoUs, "rules.anthropicApi.inferenceGeoUsMultiplier", errors);
    }

    private static void CheckPositive(decimal value, string path, List<string> errors)
    {
        if (value <= 0)
        {
            errors.Add($"{path}: must be more than 0");
        }
    }

    private static void CheckIds(PricedModel model, string path, Dictionary<string, string> owners, List<string> errors)
    {
        var ids = new List<string> { model.Id };
        ids.AddRange(model.Aliases);
        if (model.Bedrock is not null)
        {
            foreach (var (scope, id) in model.Bedrock.Ids)
            {
                var expected = scope == "inRegion" ? model.Bedrock.BaseId : $"{scope}.{model.Bedrock.BaseId}";
                if (id != expected)
                {
                    errors.Add($"{path}.bedrock.ids.{scope}: must be \"{expected}\" as baseId says, not \"{id}\"");
                }

                ids.Add(id);
            }
        }

        foreach (var id in ids)
        {
            if (!owners.TryAdd(id, path))
            {
                errors.Add($"{path}: the id \"{id}\" already belongs to {owners[id]}; an id names one model");
            }
        }
    }

    private static void CheckRows(
        IReadOnlyList<PriceRow> rows, string path, IReadOnlyDictionary<string, string> sources, List<string> errors)
    {
        for (var index = 0; index < rows.Count; index++)
        {
            var row = rows[index];
            CheckRange(row.EffectiveFrom, row.EffectiveTo, $"{path}[{index}]", errors);
            if (index > 0 && Overlaps(rows[index - 1].EffectiveTo, row.EffectiveFrom))
            {
                errors.Add($"{path}[{index}].effectiveFrom: must be after the last day of the row before it; one day has one price");
            }

            for (var tier = 1; tier < row.Tiers.Count; tier++)
            {
                if (row.Tiers[tier].PromptTokensOver <= row.Tiers[tier - 1].PromptTokensOver)
                {
                    errors.Add($"{path}[{index}].promptTiers[{tier}].promptTokensOver: tiers must ascend");
                }
            }

            if (row.Status is not ("published" or "secondary" or "derived"))
            {
                errors.Add($"{path}[{index}].status: must be \"published\", \"secondary\" or \"derived\", not \"{row.Status}\"");
            }

            foreach (var source in row.Sources)
            {
                if (!sources.ContainsKey(source))
                {
                    errors.Add($"{path}[{index}].source: \"{source}\" is not among the file's sources");
                }
            }
        }
    }

    private static void CheckFastRows(IReadOnlyList<FastRow> rows, string path, List<string> errors)
    {
        for (var index = 0; index < rows.Count; index++)
        {
            CheckRange(rows[index].EffectiveFrom, rows[index].EffectiveTo, $"{path}[{index}]", errors);
            if (index > 0 && Overlaps(rows[index - 1].EffectiveTo, rows[index].EffectiveFrom))
            {
                errors.Add($"{path}[{index}].effectiveFrom: must be after the last day of the row before it");
            }
        }
    }

    private static void CheckRange(DateOnly from, DateOnly? to, string path, List<string> errors)
    {
        if (to < from)
        {
            errors.Add($"{path}.effectiveTo: must not be before effectiveFrom");
        }
    }

    private static bool Overlaps(DateOnly? earlierTo, DateOnly laterFrom) => earlierTo is null || laterFrom <= earlierTo;
}
