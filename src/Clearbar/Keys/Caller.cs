namespace Clearbar.Keys;

/// <summary>Who is calling, as the ledger knows them.</summary>
public sealed record Caller(string KeyId)
{
    /// <summary>No keys are configured: anyone who reaches the loopback port.</summary>
    public static readonly Caller Anonymous = new("anonymous");
}
