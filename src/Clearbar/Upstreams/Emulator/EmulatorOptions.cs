using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.Faults;

namespace Clearbar.Upstreams.Emulator;

/// <summary>How an emulator behaves; every value has a default that suits tests.</summary>
public sealed record EmulatorOptions
{
    /// <summary>
    /// Decides every draw: answers, tool choices, fault probabilities, ids. Same seed and same calls give the same bytes.
    /// </summary>
    public int Seed { get; init; } = 1;

    /// <summary>Factor on the modelled latency: 1 is real pace, 0.1 ten times faster, 0 as fast as possible. Never negative.</summary>
    public double TimeScale { get; init; }

    /// <summary>What each tier would answer for known inputs; null when every answer is invented.</summary>
    public AnswerSheet? AnswerSheet { get; init; }

    public FaultScript Faults { get; init; } = FaultScript.None;

    /// <summary>Where to listen, separated by semicolons; port 0 takes a free one.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:0";

    /// <summary>Clock of cache lifetimes, pacing and bill times.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Refuse calls without credentials (401 on the Anthropic dialect, 403 on Bedrock) and Anthropic calls without
    /// <c>anthropic-version</c>, as the real services do. Any value of a credential is accepted: the emulator knows no accounts.
    /// </summary>
    public bool RequireCredentials { get; init; }

    /// <summary>Length in tokens of an invented text answer; 0 gives one short sentence. Benches of long streams set it.</summary>
    public int DefaultAnswerTokens { get; init; }

    /// <summary>Rows the bill keeps. Attempts beyond it still count in the totals and are reported as <c>unrecorded</c>.</summary>
    public int BillCapacity { get; init; } = 1_000_000;
}
