using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Requests;

/// <summary>Prints JSON as differently as the grammar allows: members in any order, white space anywhere, characters escaped or not.</summary>
internal sealed class RandomJson(int seed)
{
    private static readonly string[] Alphabet = ["a", "B", " ", "\"", "\\", "/", "\n", "\t", "\u0001", "é", "ж", "中", "\U0001F44B", "{", "}", "[", "]", ",", ":", "\u2028"];

    private readonly Random _random = new(seed);

    /// <summary>Seeds from the whole range: FsCheck's own integers stay near zero, which would repeat a few hundred requests.</summary>
    public static Arbitrary<int> Seeds => Gen.Choose(0, int.MaxValue - 1).ToArbitrary();

    public bool Maybe() => _random.Next(2) == 0;

    public int Count(int most) => _random.Next(most + 1);

    public T One<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    public string Word()
    {
        var word = new StringBuilder();
        for (var length = Count(12); length > 0; length--)
        {
            word.Append(One(Alphabet));
        }

        return word.ToString();
    }

    public string String(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var unit in text)
        {
            var mustEscape = unit is '"' or '\\' || unit < ' ';
            if (unit is '"' or '\\' or '/' && (mustEscape || Maybe()) && Maybe())
            {
                json.Append('\\').Append(unit);
            }
            else if (unit == '\n' && Maybe())
            {
                json.Append("\\n");
            }
            else if (mustEscape || char.IsSurrogate(unit) || _random.Next(5) == 0)
            {
                // Half a pair must not stand raw beside an escaped half, so surrogates are always escaped here; raw ones come from Raw.
                json.Append("\\u").Append(((int)unit).ToString(Maybe() ? "x4" : "X4", CultureInfo.InvariantCulture));
            }
            else
            {
                json.Append(unit);
            }
        }

        return json.Append('"').ToString();
    }

    public string Object(params IEnumerable<(string Name, string Value)> members)
    {
        var shuffled = members.ToArray();
        _random.Shuffle(shuffled);
        return Join('{', '}', shuffled.Select(member => Space() + (_random.Next(8) == 0 ? String(member.Name) : "\"" + member.Name + "\"") + Space() + ":" + Space() + member.Value));
    }

    public string Array(IEnumerable<string> elements) => Join('[', ']', elements.Select(element => Space() + element));

    public IEnumerable<string> Some(int most, Func<string> make)
    {
        for (var count = Count(most); count > 0; count--)
        {
            yield return make();
        }
    }

    /// <summary>Any JSON value, a few levels deep; its members bear names that mean something elsewhere.</summary>
    public string Any(int depth = 3) => _random.Next(depth > 0 ? 8 : 6) switch
    {
        0 => "null",
        1 => One("true", "false"),
        2 => One("0", "-1.5e3", "12345678901234567890"),
        3 or 4 => String(Word()),
        5 => "{}",
        6 => Array(Some(3, () => Any(depth - 1)).ToArray()),
        _ => Object(
            new[] { "text", "type", "cache_control", "cachePoint", "input", "content", "x" }.Where(_ => _random.Next(3) == 0)
                .Select(name => (name, Any(depth - 1))).ToArray()),
    };

    private string Join(char open, char close, IEnumerable<string> parts) => open + string.Join(',', parts.Select(part => part + Space())) + Space() + close;

    private string Space() => _random.Next(4) == 0 ? One(" ", "\n", "\t", "\r\n", "  ") : "";
}
