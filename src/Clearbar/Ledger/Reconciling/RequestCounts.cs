using Clearbar.Wire;

namespace Clearbar.Ledger.Reconciling;

/// <summary>Counts of one request as a bill lists them; cache writes are not split there.</summary>
internal readonly record struct RequestCounts(decimal Input, decimal CacheRead, decimal CacheWrite, decimal Output)
{
    public RequestCounts Add(string item, decimal tokens) => item switch
    {
        "input" => this with { Input = Input + tokens },
        "cacheRead" => this with { CacheRead = CacheRead + tokens },
        "output" => this with { Output = Output + tokens },
        _ => this with { CacheWrite = CacheWrite + tokens },
    };

    public bool Agrees(TokenUsage usage) =>
        Input == usage.Input && CacheRead == usage.CacheRead && CacheWrite == usage.CacheWrite5m + usage.CacheWrite1h && Output == usage.Output;
}
