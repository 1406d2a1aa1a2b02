namespace Clearbar.Upstreams.Emulator.Answers;

/// <summary>A tool call that a scripted answer makes, whether or not the request defines the tool.</summary>
/// <param name="Input">The tool's input, a JSON object.</param>
public sealed record ScriptedCall(string Name, string Input = "{}");
