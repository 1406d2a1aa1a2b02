namespace Clearbar.EndToEnd.Harness;

/// <summary>The four ways a client can ask: two dialects, whole or streamed.</summary>
public enum Shape
{
    Messages,
    MessagesStream,
    Converse,
    ConverseStream,
}
