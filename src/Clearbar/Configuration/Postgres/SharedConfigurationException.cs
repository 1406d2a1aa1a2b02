namespace Clearbar.Configuration.Postgres;

/// <summary>The configuration that replicas share cannot be read or written; the message says why and what to change.</summary>
public sealed class SharedConfigurationException : Exception
{
    public SharedConfigurationException()
    {
    }

    public SharedConfigurationException(string message)
        : base(message)
    {
    }

    public SharedConfigurationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
