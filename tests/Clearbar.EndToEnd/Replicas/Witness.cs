using Clearbar.Pricing;

namespace Clearbar.EndToEnd.Replicas;

/// <summary>
/// What the clients know together of the money: what finished calls cost, how many are under way, how many vanished in kills. All calls are
/// alike, so that afterwards, when one call's worst case is known from the ledger, each refusal can be held against the most that was used or held
/// at any moment while it was made.
/// </summary>
internal sealed class Witness
{
    private readonly Lock _gate = new();
    private readonly List<Refusal> _refusals = [];
    private Usd _done;
    private int _underWay;
    private int _begun;
    private int _vanished;
    private int _deaths;
    private int _dead;

    public int Answered { get; private set; }

    public int Throttled => _refusals.Count(static refusal => refusal.Status == 429);

    public int Unknown => _refusals.Count(static refusal => !refusal.IsKnown);

    public Call Begin()
    {
        lock (_gate)
        {
            _underWay++;
            _begun++;
            return new Call(_done, _underWay, _begun, _vanished, _deaths, _dead);
        }
    }

    public int AnsweredFor(Usd cost)
    {
        lock (_gate)
        {
            _underWay--;
            _done += cost;
            return ++Answered;
        }
    }

    public void Vanished()
    {
        lock (_gate)
        {
            _underWay--;
            _vanished++;
        }
    }

    /// <param name="isKnown">
    /// The gateway says that all is held or spent, not that it could not find out: only the former can be wrong, the latter depends on how busy the
    /// machine is.
    /// </param>
    public void Refused(in Call call, int status, string message, bool isKnown)
    {
        lock (_gate)
        {
            // What was under way when it began may have been held; so may what began since, and what vanished.
            var heldAtMost = call.UnderWay + (_begun - call.Begun) + _vanished;
            _underWay--;
            _refusals.Add(new Refusal(call.Done, heldAtMost, status, message, isKnown, IsJudgeable: isKnown && call.Dead == 0 && call.Deaths == _deaths));
        }
    }

    /// <summary>From a death until the replica is back its slice counts as held, which no client can know.</summary>
    public void Died()
    {
        lock (_gate)
        {
            _deaths++;
            _dead++;
        }
    }

    public void Returned()
    {
        lock (_gate)
        {
            _dead--;
        }
    }

    /// <summary>Refusals made although everything that can have been used or held left room for the refused call too.</summary>
    public List<string> WrongRefusals(Usd limit, Usd worstCase) => [.. _refusals
        .Where(refusal => refusal.IsJudgeable && refusal.Done + new Usd(refusal.HeldAtMost * worstCase.Amount) <= limit)
        .Select(static refusal => $"{refusal.Status} with {refusal.Done} done and {refusal.HeldAtMost} held: {refusal.Message}")];

    public int Judged => _refusals.Count(static refusal => refusal.IsJudgeable);

    internal readonly record struct Call(Usd Done, int UnderWay, int Begun, int Vanished, int Deaths, int Dead);

    private readonly record struct Refusal(Usd Done, int HeldAtMost, int Status, string Message, bool IsKnown, bool IsJudgeable);
}
