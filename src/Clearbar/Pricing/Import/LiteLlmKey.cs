using Clearbar.Tiers;

namespace Clearbar.Pricing.Import;

/// <summary>Turns a key of a LiteLLM map into the query of the book that it should agree with.</summary>
internal static class LiteLlmKey
{
    // key   = ["anthropic/"] [modifier "/"] direct-id            modifier = "us" (US-only inference) | "fast" (fast mode)
    //       | ["bedrock/"] ["converse/" | "invoke/"] [region "/"] bedrock-id region   = "us-east-1" … : a bare id there is in-region
    // Some regional keys leave the "anthropic." of the Bedrock id out.
    // Commitment prices ("bedrock/us-east-1/1-month-commitment/…") are hourly and not of tokens; they resolve to nothing.

    /// <summary>The query of an entry; false when the key has a form that says something else than a price per token.</summary>
    public static bool TryRead(LiteLlmEntry entry, DateOnly date, out RateQuery query)
    {
        var parts = entry.Key.Split('/');
        var id = parts[^1];
        query = default;
        if (entry.Provider == "anthropic")
        {
            query = new RateQuery(Surface.AnthropicApi, id, date);
            foreach (var part in parts.AsSpan(0, parts.Length - 1))
            {
                switch (part)
                {
                    case "anthropic":
                        break;
                    case "us":
                        query = query with { InferenceGeo = "us" };
                        break;
                    case "fast":
                        query = query with { AskedSpeed = Speed.Fast };
                        break;
                    default:
                        return false;
                }
            }

            return true;
        }

        var isGov = false;
        foreach (var part in parts.AsSpan(0, parts.Length - 1))
        {
            if (part.EndsWith("-commitment", StringComparison.Ordinal))
            {
                return false;
            }

            isGov |= part.StartsWith("us-gov-", StringComparison.Ordinal);
        }

        id = id.StartsWith("claude-", StringComparison.Ordinal) ? $"anthropic.{id}" : id;
        query = new RateQuery(Surface.Bedrock, isGov && id.StartsWith("anthropic.", StringComparison.Ordinal) ? $"us-gov.{id}" : id, date);
        return true;
    }
}
