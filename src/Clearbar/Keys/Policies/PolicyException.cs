namespace Clearbar.Keys.Policies;

/// <summary>A policy document that cannot be enforced as written; the message names the member at fault.</summary>
public sealed class PolicyException : Exception
{
    public PolicyException()
    {
    }

    public PolicyException(string message)
        : base(message)
    {
    }

    public PolicyException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
