namespace Clearbar.Ledger.Journal;

/// <summary>Instants as the ledger keeps them: whole microseconds since 1970-01-01T00:00Z, cut towards the past.</summary>
public static class UnixMicroseconds
{
    public static long From(DateTimeOffset instant) =>
        (instant.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToInstant(long microseconds) =>
        new(DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}
