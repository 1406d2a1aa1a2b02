using System.Text;
using System.Text.Json;

namespace Clearbar.Gates.Streaming;

/// <summary>
/// A gate on one member of the answer's object: doomed as soon as that member has a value the gate does not pass, or the answer turns out to be a list.
/// That a second member of the same name could make it good is excluded: a member named twice is not found (<see cref="JsonMember"/>).
/// </summary>
/// <param name="gate">The gate's name, for reasons.</param>
/// <param name="member">A name without dots; a path could still turn out to be a name of the object itself.</param>
/// <param name="judge">Why the gate does not pass this value; null when it does.</param>
internal sealed class MemberWatch(string gate, string member, Func<JsonElement, string?> judge) : JsonWatch(gate)
{
    private readonly string _gate = gate;
    private bool _isNext;
    private bool _isIt;

    protected override void Began(char first)
    {
        if (Depth == 0 && first == '[')
        {
            Doom($"{_gate}: {member} missing");
        }

        if (Depth == 1)
        {
            (_isIt, _isNext) = (_isNext, false);
        }
    }

    protected override void Named(ReadOnlySpan<char> name, bool isPlain)
    {
        if (Depth == 1)
        {
            _isNext = isPlain && name.SequenceEqual(member);
        }
    }

    protected override void Ended(ReadOnlySpan<char> value)
    {
        if (Depth != 1 || !_isIt)
        {
            return;
        }

        var repaired = PartialJson.Read(value);
        if (repaired is null)
        {
            Doom($"{_gate}: not JSON");
            return;
        }

        using (repaired)
        {
            if (judge(repaired.RootElement[0]) is { } reason)
            {
                Doom(reason);
            }
        }
    }
}
