using Clearbar.EndToEnd.Clients;

namespace Clearbar.EndToEnd.Emulator;

/// <summary>A run of the vendors' SDKs over what only the emulator has: accounts, regions, quotas, profiles, availability.</summary>
public sealed class EmulatorRun() : ClientRun<EmulatorTarget>("emulator.mjs");
