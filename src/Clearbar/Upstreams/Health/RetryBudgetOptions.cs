namespace Clearbar.Upstreams.Health;

/// <summary>How many retries the whole process allows itself.</summary>
public sealed record RetryBudgetOptions
{
    /// <summary>Retries per hundred calls of the last ten seconds. Default 10.</summary>
    public int Percent { get; init; } = 10;

    /// <summary>Retries that are allowed within ten seconds however few calls there are. Default 10.</summary>
    public int Floor { get; init; } = 10;
}
