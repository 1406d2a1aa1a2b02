namespace Clearbar.Replicas;

/// <summary>What one replica tells the others at once, beside what each looks up every second.</summary>
public enum ReplicaNotice : byte
{
    /// <summary>Attempts wait for a budget that is leased and perhaps not used: give back what is free.</summary>
    Lend,

    /// <summary>Something others wait for was given back.</summary>
    Lent,

    /// <summary>Issued keys have changed.</summary>
    Keys,

    /// <summary>The configuration has another version.</summary>
    Configuration,

    /// <summary>Requests wait for a rate limit that is leased and perhaps not used: give back what is free.</summary>
    LendRates,

    /// <summary>What was asked for was given back, as far as it was free.</summary>
    LentRates,

    /// <summary>A policy was promoted or taken back: look now.</summary>
    Learned,
}
