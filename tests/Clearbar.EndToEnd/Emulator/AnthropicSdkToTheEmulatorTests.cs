using Clearbar.EndToEnd.Clients;

namespace Clearbar.EndToEnd.Emulator;

/// <summary>The Anthropic SDK straight to the emulator, its key verified.</summary>
public sealed class AnthropicSdkToTheEmulatorTests(AnthropicRun<EmulatorTarget> run) : AnthropicClientTests<EmulatorTarget>(run);
