namespace Clearbar.Gates.Judging;

/// <summary>Which of two answers a judge prefers.</summary>
public enum PairVerdict : byte
{
    /// <summary>The judge could not be asked, or did not say.</summary>
    Unknown,

    First,

    Second,

    Tie,
}
