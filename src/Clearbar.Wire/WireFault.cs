namespace Clearbar.Wire;

/// <summary>
/// Why bytes could not be read. <paramref name="Message"/> is written for the client: it says what is wrong and what to change,
/// and never quotes prompt text. <paramref name="Path"/> names the member at fault (for example <c>messages.0.role</c>), if one is.
/// </summary>
public sealed record WireFault(string Message, string? Path = null);
