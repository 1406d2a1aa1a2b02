using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.Caching;
using Clearbar.Upstreams.Emulator.Faults;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>What all attempts on one emulator share.</summary>
internal sealed class EmulatorState(EmulatorOptions options)
{
    public EmulatorOptions Options { get; } = options;

    public EmulatorBill Bill { get; } = new(options.BillCapacity, options.TimeProvider);

    public PromptCache Cache { get; } = new(options.TimeProvider);

    public FaultPlan Faults { get; } = new(options.Faults, options.Seed);

    public AnswerMaker Answers { get; } = new(options);

    public RequestIds Ids { get; } = new(options.Seed);

    /// <summary>Forgets caches, bill and fault counts, as if just started; ids go on.</summary>
    public void Reset()
    {
        Bill.Reset();
        Cache.Clear();
        Faults.Reset();
    }
}
