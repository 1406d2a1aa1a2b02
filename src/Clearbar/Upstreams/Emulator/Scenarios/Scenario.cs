using Clearbar.Upstreams.Emulator.Accounts;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.ControlPlane;
using Clearbar.Upstreams.Emulator.Faults;
using Clearbar.Upstreams.Emulator.Quotas;

namespace Clearbar.Upstreams.Emulator.Scenarios;

/// <summary>A run's script: who exists, what is limited, what goes wrong and what is answered. What is null is left as it was.</summary>
public sealed record Scenario
{
    public int? Seed { get; init; }

    public double? TimeScale { get; init; }

    public int? AnswerTokens { get; init; }

    public bool? Verify { get; init; }

    public bool? RequireCredentials { get; init; }

    public IReadOnlyList<EmulatedAccount> Accounts { get; init; } = [];

    public IReadOnlyList<ApplicationProfile> Profiles { get; init; } = [];

    public IReadOnlyList<AvailabilityRule> Availability { get; init; } = [];

    public IReadOnlyList<QuotaRule> Quotas { get; init; } = [];

    public IReadOnlyList<FaultRule> Faults { get; init; } = [];

    public IReadOnlyList<AnswerRule> Answers { get; init; } = [];

    /// <summary>Reads a scenario file.</summary>
    /// <exception cref="FormatException">It is no scenario; the message names the file, the place and what is allowed there.</exception>
    public static Scenario Load(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (FormatException exception)
        {
            throw new FormatException($"{path}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a scenario from JSON; comments and trailing commas are allowed.</summary>
    /// <exception cref="FormatException">It is no scenario; the message names the place and what is allowed there.</exception>
    public static Scenario Parse(string json) => ScenarioReader.Read(json);

    /// <summary>
    /// Puts the script over options. Limits of the script come before those of the options, so the more precise ones count; other rules of the
    /// options come first.
    /// </summary>
    public EmulatorOptions ApplyTo(EmulatorOptions options) => options with
    {
        BeforeScenario = options.BeforeScenario ?? options,
        Seed = Seed ?? options.Seed,
        TimeScale = TimeScale ?? options.TimeScale,
        DefaultAnswerTokens = AnswerTokens ?? options.DefaultAnswerTokens,
        VerifyCredentials = Verify ?? options.VerifyCredentials,
        RequireCredentials = RequireCredentials ?? options.RequireCredentials,
        Accounts = [.. options.Accounts, .. Accounts],
        Profiles = [.. options.Profiles, .. Profiles],
        Availability = [.. options.Availability, .. Availability],
        Quotas = [.. Quotas, .. options.Quotas],
        Faults = new FaultScript([.. options.Faults.Rules, .. Faults]),
        ScriptedAnswers = [.. options.ScriptedAnswers, .. Answers],
    };
}
