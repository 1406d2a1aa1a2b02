using Clearbar.Ledger.Reconciling.Csv;

namespace Clearbar.Ledger.Reconciling.Bills;

/// <summary>Where a CSV export of the Claude Console has its columns; −1 for one it does not have.</summary>
internal sealed class AnthropicColumns
{
    /// <exception cref="InvalidDataException">It is neither a usage nor a cost export.</exception>
    public AnthropicColumns(CsvHeader header, string file)
    {
        Date = header.Find("usage_date_utc");
        Model = header.Find("model_version", "model");
        Tier = header.Find("usage_type", "service_tier");
        Context = header.Find("context_window");
        Geo = header.Find("inference_geo");
        Speed = header.Find("speed");
        Input = header.Find("usage_input_tokens_no_cache");
        CacheWrite5m = header.Find("usage_input_tokens_cache_write_5m");
        CacheWrite1h = header.Find("usage_input_tokens_cache_write_1h");
        CacheRead = header.Find("usage_input_tokens_cache_read");
        Output = header.Find("usage_output_tokens");
        Cost = header.Find("cost_usd");
        CostType = header.Find("cost_type");
        TokenType = header.Find("token_type");
        if (Date < 0 || Model < 0 || (Cost < 0 && (Input < 0 || Output < 0)))
        {
            throw new InvalidDataException(
                $"{file} is neither a usage nor a cost export of the Claude Console: it needs usage_date_utc, model_version or model, and either "
                + "usage_input_tokens_no_cache with usage_output_tokens or cost_usd. Its columns are: " + string.Join(", ", header.Names.Take(12)));
        }
    }

    public int Date { get; }

    public int Model { get; }

    public int Tier { get; }

    public int Context { get; }

    public int Geo { get; }

    public int Speed { get; }

    public int Input { get; }

    public int CacheWrite5m { get; }

    public int CacheWrite1h { get; }

    public int CacheRead { get; }

    public int Output { get; }

    public int Cost { get; }

    public int CostType { get; }

    public int TokenType { get; }
}
