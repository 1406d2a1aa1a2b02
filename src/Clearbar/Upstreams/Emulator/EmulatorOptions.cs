using Clearbar.Upstreams.Emulator.Accounts;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.ControlPlane;
using Clearbar.Upstreams.Emulator.Faults;
using Clearbar.Upstreams.Emulator.Quotas;

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

    /// <summary>Answers for single calls, tried before the sheet.</summary>
    public IReadOnlyList<AnswerRule> ScriptedAnswers { get; init; } = [];

    /// <summary>Accounts known by their credentials. Callers with other credentials have accounts of their own, made from a hash.</summary>
    public IReadOnlyList<EmulatedAccount> Accounts { get; init; } = [];

    /// <summary>Application inference profiles, callable by ARN.</summary>
    public IReadOnlyList<ApplicationProfile> Profiles { get; init; } = [];

    /// <summary>Models that are not to be had somewhere.</summary>
    public IReadOnlyList<AvailabilityRule> Availability { get; init; } = [];

    /// <summary>Limits per minute; none are kept when empty.</summary>
    public IReadOnlyList<QuotaRule> Quotas { get; init; } = [];

    /// <summary>
    /// Refuse calls without credentials (401 on the Anthropic and OpenAI dialects, 403 on Bedrock) and Anthropic calls without
    /// <c>anthropic-version</c>, as the real services do. Any value of a credential is accepted unless <see cref="VerifyCredentials"/>.
    /// </summary>
    public bool RequireCredentials { get; init; }

    /// <summary>Check signatures, short-term keys and API keys against <see cref="Accounts"/>; nobody else is served.</summary>
    public bool VerifyCredentials { get; init; }

    /// <summary>Refuse Anthropic calls without <c>anthropic-version</c>. An unknown version is refused in any case.</summary>
    public bool RequireVersion { get; init; }

    /// <summary>What a scenario was put over; another one put while the emulator runs goes over this again. Null without a scenario.</summary>
    internal EmulatorOptions? BeforeScenario { get; init; }

    /// <summary>Length in tokens of an invented text answer; 0 gives one short sentence. Benches of long streams set it.</summary>
    public int DefaultAnswerTokens { get; init; }

    /// <summary>Rows the bill keeps. Attempts beyond it still count in the totals and are reported as <c>unrecorded</c>.</summary>
    public int BillCapacity { get; init; } = 1_000_000;
}
