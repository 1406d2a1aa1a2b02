namespace Clearbar.Limits;

/// <summary>A limit in an exchange: what the store has of it, and what this replica makes of that.</summary>
/// <param name="Counter">The limit, or one part of it.</param>
internal sealed class SharedRate(RateCounter counter)
{
    public RateCounter Counter => counter;

    /// <summary>In the store, not leased by anybody, filled up to now; null: nobody has used it before, it is full.</summary>
    public double? Requests { get; set; }

    public double? Tokens { get; set; }

    /// <summary>What the others have and want.</summary>
    public RateShare Others { get; set; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>What this replica has from now on.</summary>
    public RateShare Own { get; set; } = new(0, 0, 0, 0, 0, 0, 0);
}
