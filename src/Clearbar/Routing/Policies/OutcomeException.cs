namespace Clearbar.Routing.Policies;

/// <summary>A sample of recorded outcomes that cannot be read; the message names the line and what to change, never the text.</summary>
public sealed class OutcomeException(string message) : Exception(message);
