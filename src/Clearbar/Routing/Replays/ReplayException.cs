namespace Clearbar.Routing.Replays;

/// <summary>A replay that cannot be made as asked; the message says what to change.</summary>
public sealed class ReplayException(string message) : Exception(message);
