namespace Clearbar.Torture;

/// <summary>An ordeal found what it looks for: the ledger and the bill differ, or the gateway did not behave as documented.</summary>
public sealed class OrdealFailedException : Exception
{
    public OrdealFailedException()
    {
    }

    public OrdealFailedException(string message)
        : base(message)
    {
    }

    public OrdealFailedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal static void Unless(bool holds, string message)
    {
        if (!holds)
        {
            throw new OrdealFailedException(message);
        }
    }
}
