namespace Clearbar.Classes;

/// <summary>A file of classes cannot be used, or a change to it makes no sense; the message says what to change.</summary>
public sealed class ClassFileException : Exception
{
    public ClassFileException(string message)
        : base(message)
    {
    }

    public ClassFileException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
