namespace Clearbar.Torture;

/// <summary>An ordeal cannot be done on this machine; the message says why.</summary>
public sealed class OrdealSkippedException : Exception
{
    public OrdealSkippedException()
    {
    }

    public OrdealSkippedException(string message)
        : base(message)
    {
    }

    public OrdealSkippedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
