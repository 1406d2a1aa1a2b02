namespace Clearbar.Upstreams.Emulator.Answers;

/// <summary>One call of a tool inside an answer.</summary>
/// <param name="Input">Complete JSON of the tool's input.</param>
/// <param name="TokensThrough">Output tokens of the answer up to and including this call.</param>
internal sealed record EmulatedToolCall(string Id, string Name, string Input, int TokensThrough);
