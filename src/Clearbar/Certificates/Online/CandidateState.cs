namespace Clearbar.Certificates.Online;

/// <summary>
/// All that is kept of one candidate: the step it is at, and counts since that step began. Even steps test, odd ones watch a granted
/// candidate; step / 2 is the number of the trial.
/// </summary>
/// <remarks>
/// Merging takes the higher step, and adds the counts of equal steps: a lexicographic product of a total order and sums, hence commutative
/// and associative. Counts of a lower step belong to a decision that has been made already.
/// </remarks>
public sealed class CandidateState
{
    public const int SignalCount = 4;

    private readonly RateCount[] _signals = new RateCount[SignalCount];

    public int Step { get; private set; }

    /// <summary>Paired differences since the step began.</summary>
    public PairedTally Tally { get; private set; } = new();

    /// <summary>Costs since the prices last changed, over all steps.</summary>
    public CostSums Costs { get; internal set; }

    /// <summary>By <see cref="ServedSignal"/>: what is usual while this candidate serves.</summary>
    public IReadOnlyList<RateCount> Signals => _signals;

    /// <summary>The proof, in odd steps.</summary>
    public Grant? Grant { get; private set; }

    /// <summary>What brought it to this step; null at the first.</summary>
    public PolicyMove? Move { get; private set; }

    public bool IsGranted => (Step & 1) != 0;

    /// <summary>Times the candidate has been granted and demoted again.</summary>
    public int Trial => Step / 2;

    public static CandidateState Of(
        int step, PairedTally tally, CostSums costs, IReadOnlyList<RateCount> signals, Grant? grant, PolicyMove? move = null)
    {
        ArgumentNullException.ThrowIfNull(signals);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfNotEqual(signals.Count, SignalCount);
        var state = new CandidateState { Step = step, Tally = tally, Costs = costs, Grant = grant, Move = move };
        for (var i = 0; i < SignalCount; i++)
        {
            state._signals[i] = signals[i];
        }

        return state;
    }

    /// <summary>The sum of two replicas' states.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <param name="pricesOrder">Whose prices are newer: below 0 the right one's, above 0 the left one's, 0 the same.</param>
    public static CandidateState Merge(CandidateState left, CandidateState right, int pricesOrder = 0)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var newer = left.Step >= right.Step ? left : right;
        var merged = Of(newer.Step, newer.Tally.Copy(), newer.Costs, newer._signals, newer.Grant, newer.Move);
        if (left.Step == right.Step)
        {
            merged.Tally.Merge(right.Tally);
            merged.Grant = Grant.Later(left.Grant, right.Grant);
            merged.Move = PolicyMove.Later(left.Move, right.Move);
            for (var i = 0; i < SignalCount; i++)
            {
                merged._signals[i] += right._signals[i];
            }
        }

        merged.Costs = pricesOrder == 0 ? left.Costs + right.Costs : pricesOrder > 0 ? left.Costs : right.Costs;
        return merged;
    }

    public CandidateState Copy() => Of(Step, Tally.Copy(), Costs, _signals, Grant, Move);

    internal void Count(ServedSignal signal, bool hit) => _signals[(int)signal] = _signals[(int)signal].With(hit);

    /// <summary>Begins a later step. What is usual at the gates was learned while testing and stays when the candidate is granted.</summary>
    internal void MoveTo(int step, Grant? grant, PolicyMove? move)
    {
        var gates = _signals[(int)ServedSignal.GateFailed];
        Array.Clear(_signals);
        if (step == Step + 1 && !IsGranted)
        {
            _signals[(int)ServedSignal.GateFailed] = gates;
        }

        Step = step;
        Tally = new PairedTally();
        Grant = grant;
        Move = move;
    }
}
