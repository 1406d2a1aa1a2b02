using Clearbar.Upstreams.Emulator.Accounts;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.Caching;
using Clearbar.Upstreams.Emulator.ControlPlane;
using Clearbar.Upstreams.Emulator.Faults;
using Clearbar.Upstreams.Emulator.Quotas;
using Clearbar.Upstreams.Emulator.Rules;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>What all attempts on one emulator share.</summary>
internal sealed class EmulatorState
{
    /// <param name="earlier">The state that this one follows, whose bill and ids go on; null at the start.</param>
    /// <exception cref="FormatException">Accounts or profiles contradict each other.</exception>
    public EmulatorState(EmulatorOptions options, EmulatorState? earlier = null)
    {
        Options = options;
        Bill = earlier?.Bill ?? new EmulatorBill(options.BillCapacity, options.TimeProvider);
        Cache = new PromptCache(options.TimeProvider);
        Faults = new RulePlan<FaultRule>(options.Faults.Rules, options.Seed);
        Scripted = new RulePlan<AnswerRule>(options.ScriptedAnswers, ~options.Seed);
        Answers = new AnswerMaker(options);
        Ids = earlier?.Ids ?? new RequestIds(options.Seed);
        Accounts = new AccountBook(options.Accounts);
        Gate = new Gatekeeper(options, Accounts);
        Names = new ModelNames(options, Accounts);
        Quotas = new QuotaBook(options.Quotas, options.TimeProvider);
        // Hashing the last user text costs time on long prompts, so only where something is looked up by it.
        LooksUpInputs = options.AnswerSheet is not null || options.ScriptedAnswers.Any(static rule => rule.Input is not null);
    }

    public EmulatorOptions Options { get; }

    public EmulatorBill Bill { get; }

    public PromptCache Cache { get; }

    public RulePlan<FaultRule> Faults { get; }

    public RulePlan<AnswerRule> Scripted { get; }

    public AnswerMaker Answers { get; }

    public RequestIds Ids { get; }

    public AccountBook Accounts { get; }

    public Gatekeeper Gate { get; }

    public ModelNames Names { get; }

    public QuotaBook Quotas { get; }

    public bool LooksUpInputs { get; }

    /// <summary>Forgets caches, bill, quotas and how often rules struck, as if just started; ids go on.</summary>
    public void Reset()
    {
        Bill.Reset();
        Cache.Clear();
        Faults.Reset();
        Scripted.Reset();
        Quotas.Reset();
    }
}
