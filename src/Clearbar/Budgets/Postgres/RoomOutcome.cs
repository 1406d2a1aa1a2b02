namespace Clearbar.Budgets.Postgres;

/// <summary>What a <see cref="RoomSearch"/> has come to.</summary>
internal enum RoomOutcome : byte
{
    /// <summary>It was cut short: the database or a replica with a free slice did not answer in time.</summary>
    Unknown,

    /// <summary>There was room a moment ago.</summary>
    Found,

    /// <summary>An exchange that began after the attempt did says that all is settled or held.</summary>
    None,
}
