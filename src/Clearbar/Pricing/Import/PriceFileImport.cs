using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Pricing.Cases;
using Clearbar.Tiers;

namespace Clearbar.Pricing.Import;

/// <summary>
/// Makes a price file that takes over the list prices of a LiteLLM map from a day on. The row of that day is closed the day before and a
/// new one
/// is opened with status <c>secondary</c>. Only list prices are taken: of direct ids and of <c>global.</c> profiles; the rest follows by
/// rule.
/// </summary>
public sealed class PriceFileImport
{
    private const string SourceCode = "LiteLLM";

    private static readonly JsonDocumentOptions s_reading = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    private static readonly JsonSerializerOptions s_writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly PriceBook _book;
    private readonly JsonNode _root;
    private readonly DateOnly _date;
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <param name="priceFile">The price file to start from; null for the built-in one.</param>
    /// <param name="date">First UTC day of the new prices.</param>
    /// <exception cref="PriceBookException">The price file is not usable.</exception>
    public PriceFileImport(byte[]? priceFile, DateOnly date)
    {
        var bytes = priceFile ?? PriceBook.EmbeddedBytes("claude-prices.json");
        _book = new PriceBook(PriceFileReader.Read(bytes));
        _root = JsonNode.Parse(bytes, documentOptions: s_reading)!;
        _date = date;
    }

    /// <summary>Takes over what differs. A key the book does not know is left out: a price needs a model.</summary>
    /// <param name="map">The map.</param>
    /// <param name="source">What to name as the source, for example the file's name.</param>
    /// <param name="rows">The rows written, for example <c>claude-haiku-4-5-20251001 anthropic-api</c>.</param>
    /// <returns>The new price file as UTF-8, checked.</returns>
    /// <exception cref="PriceBookException">The result would not be a valid price file; nothing is to be written then.</exception>
    public byte[] Apply(LiteLlmFile map, string source, out IReadOnlyList<string> rows)
    {
        ArgumentNullException.ThrowIfNull(map);
        var written = new List<string>();
        foreach (var entry in map.Entries)
        {
            if (LiteLlmKey.TryRead(entry, _date, out var query)
                && query is { InferenceGeo: null, AskedSpeed: null }
                && _book.TryFindRate(query, out var card, out _)
                && card.Scope is Scope.None or Scope.Global)
            {
                var surface = card.Scope == Scope.Global ? "bedrock-global" : "anthropic-api";
                if (_taken.Add($"{card.ModelId} {surface}") && TryTake(entry, card.ModelId, surface))
                {
                    written.Add($"{card.ModelId} {surface}");
                }
            }
        }

        _root["sources"]![SourceCode] = $"BerriAI/litellm model_prices_and_context_window.json, taken over from {source}";
        rows = written;
        var bytes = Encoding.UTF8.GetBytes(_root.ToJsonString(s_writing) + "\n");
        PriceFileReader.Read(bytes);
        return bytes;
    }

    private bool TryTake(LiteLlmEntry entry, string modelId, string surface)
    {
        var model = _root["models"]!.AsArray().Single(candidate => candidate!["id"]!.GetValue<string>() == modelId)!;
        if (model["prices"]![surface] is not JsonArray rows)
        {
            return false;
        }

        var index = IndexOf(rows);
        var old = rows[index]!;
        var taken = old.DeepClone().AsObject();
        var changed = Set(taken, entry.Base);
        changed |= TakeUpper(taken, entry);
        changed |= TakeBatch(taken, entry, old);
        if (!changed)
        {
            return false;
        }

        taken["effectiveFrom"] = Day(_date);
        taken["source"] = new JsonArray(SourceCode);
        taken["status"] = "secondary";
        taken["note"] = $"taken over from a LiteLLM price map, key {entry.Key}";
        if (old["effectiveFrom"]!.GetValue<string>() == Day(_date))
        {
            rows[index] = taken;
            return true;
        }

        old["effectiveTo"] = Day(_date.AddDays(-1));
        rows.Insert(index + 1, taken);
        return true;
    }

    private int IndexOf(JsonArray rows)
    {
        for (var index = rows.Count - 1; index > 0; index--)
        {
            if (string.CompareOrdinal(rows[index]!["effectiveFrom"]!.GetValue<string>(), Day(_date)) <= 0)
            {
                return index;
            }
        }

        return 0;
    }

    private static bool TakeUpper(JsonObject row, LiteLlmEntry entry)
    {
        if (entry.Upper is not { } upper)
        {
            return false;
        }

        if (row["promptTiers"] is JsonArray { Count: 1 } tiers && tiers[0]!["promptTokensOver"]!.GetValue<long>() == entry.PromptTokensOver)
        {
            return Set(tiers[0]!.AsObject(), upper);
        }

        var tier = new JsonObject { ["promptTokensOver"] = entry.PromptTokensOver };
        Set(tier, upper);
        row["promptTiers"] = new JsonArray(tier);
        return true;
    }

    // A map that states no batch price says nothing about it: the batch stays, at the rule's share of the new price.
    private bool TakeBatch(JsonObject row, LiteLlmEntry entry, JsonNode old)
    {
        var changed = false;
        foreach (var (key, list, stated) in (ReadOnlySpan<(string, string, decimal?)>)
            [("batchInput", "input", entry.BatchInput), ("batchOutput", "output", entry.BatchOutput)])
        {
            if (stated is not null)
            {
                changed |= Set(row, key, stated);
            }
            else if (old[key] is not null && Value(row, list) != Value(old.AsObject(), list))
            {
                changed |= Set(row, key, Value(row, list) * _book.File.Rules.Batch);
            }
        }

        return changed;
    }

    private static bool Set(JsonObject row, LiteLlmRates rates)
    {
        var changed = Set(row, "input", rates.Input);
        changed |= Set(row, "output", rates.Output);
        changed |= Set(row, "cacheWrite5m", rates.CacheWrite5m);
        changed |= Set(row, "cacheWrite1h", rates.CacheWrite1h);
        return changed | Set(row, "cacheRead", rates.CacheRead);
    }

    private static bool Set(JsonObject row, string key, decimal? price)
    {
        if (price is not { } amount || Value(row, key) == amount)
        {
            return false;
        }

        row[key] = CaseWriter.Text(amount);
        return true;
    }

    private static decimal? Value(JsonObject row, string key) =>
        row[key] is JsonValue value ? decimal.Parse(value.GetValue<string>(), CultureInfo.InvariantCulture) : null;

    private static string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
