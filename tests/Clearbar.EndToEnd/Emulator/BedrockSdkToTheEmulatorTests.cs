using Clearbar.EndToEnd.Clients;

namespace Clearbar.EndToEnd.Emulator;

/// <summary>The AWS SDK straight to the emulator, its signatures verified.</summary>
public sealed class BedrockSdkToTheEmulatorTests(BedrockRun<EmulatorTarget> run) : BedrockClientTests<EmulatorTarget>(run);
