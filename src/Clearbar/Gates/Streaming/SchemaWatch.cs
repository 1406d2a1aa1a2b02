using System.Globalization;
using System.Text;
using Clearbar.Gates.Schemas;

namespace Clearbar.Gates.Streaming;

/// <summary>
/// <c>schema</c> of the text: doomed when a value inside breaks what the schema demands of that place for certain. A place is certain when only
/// <c>properties</c>, <c>items</c>, <c>prefixItems</c> and <c>additionalProperties</c> lead to it, which must all hold; below a choice
/// (<c>anyOf</c>, <c>if</c>, <c>$ref</c> …) nothing is said until a value above it has ended and can be judged as a whole.
/// </summary>
internal sealed class SchemaWatch(SchemaNode root) : JsonWatch("schema")
{
    /// <summary>What each open value, and the one read now, has to obey; null where that is not certain.</summary>
    private readonly SchemaNode?[] _nodes = new SchemaNode?[StrictJson.MaxDepth + 1];

    private readonly string[] _path = new string[StrictJson.MaxDepth + 1];
    private readonly int[] _items = new int[StrictJson.MaxDepth + 1];
    private readonly bool[] _isObject = new bool[StrictJson.MaxDepth + 1];
    private SchemaNode? _named;
    private string _name = "";

    protected override void Began(char first)
    {
        _isObject[Depth] = first == '{';
        _items[Depth] = 0;
        if (!TryEnter() || _nodes[Depth] is not { } node)
        {
            return;
        }

        foreach (var rule in node.Rules)
        {
            if (rule is NeverRule || (rule is TypeRule type && !type.MayBe(TypesOf(first))))
            {
                Fail(rule is NeverRule ? "false" : "type");
                return;
            }
        }
    }

    protected override void Named(ReadOnlySpan<char> name, bool isPlain)
    {
        (_named, _name) = (null, "*");
        if (!isPlain || RuleOf<ObjectRule>(_nodes[Depth - 1]) is not { } rule)
        {
            return;
        }

        if (rule.Properties.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var known, out var node))
        {
            (_name, _named) = (known, node);
        }
        else if (rule.PatternProperties.Length == 0 && rule.AdditionalProperties is { } additional)
        {
            _named = additional;
            if (additional.Rules is [NeverRule])
            {
                _path[Depth] = "*";
                Fail("additionalProperties");
            }
        }
    }

    protected override void Ended(ReadOnlySpan<char> value)
    {
        // The whole value's end is the answer's, or nearly: the gate itself judges it.
        if (Depth == 0 || _nodes[Depth] is not { } node || !NeedsItsEnd(node, value[0]))
        {
            return;
        }

        using var parsed = PartialJson.Read(value);
        if (parsed is null)
        {
            Doom("schema: not JSON");
            return;
        }

        var evaluation = default(SchemaEvaluation);
        if (!node.Holds(parsed.RootElement[0], ref evaluation) && !evaluation.GaveUp)
        {
            Fail(evaluation.Keyword!, evaluation.Path[1..]);
        }
    }

    /// <summary>Finds out what the value that begins now has to obey. False when the answer is doomed by its being there.</summary>
    private bool TryEnter()
    {
        if (Depth == 0)
        {
            _nodes[0] = root;
            return true;
        }

        var above = Depth - 1;
        if (_isObject[above])
        {
            (_nodes[Depth], _path[Depth]) = (_named, _name);
            return true;
        }

        var index = _items[above]++;
        _path[Depth] = index.ToString(CultureInfo.InvariantCulture);
        _nodes[Depth] = null;
        if (RuleOf<ArrayRule>(_nodes[above]) is not { } rule)
        {
            return true;
        }

        if (index >= rule.MaxItems)
        {
            Doom($"schema: {PathTo(above)} maxItems");
            return false;
        }

        _nodes[Depth] = index < rule.PrefixItems.Length ? rule.PrefixItems[index] : rule.Items;
        return true;
    }

    /// <summary>Its type was judged by its first character; a number's is only known at its end.</summary>
    private static bool NeedsItsEnd(SchemaNode node, char first)
    {
        foreach (var rule in node.Rules)
        {
            if (rule is not TypeRule || first == '-' || char.IsAsciiDigit(first))
            {
                return true;
            }
        }

        return false;
    }

    private static T? RuleOf<T>(SchemaNode? node)
        where T : SchemaRule
    {
        foreach (var rule in node?.Rules ?? [])
        {
            if (rule is T found)
            {
                return found;
            }
        }

        return null;
    }

    private static JsonTypes TypesOf(char first) => first switch
    {
        '{' => JsonTypes.Object,
        '[' => JsonTypes.Array,
        '"' => JsonTypes.String,
        't' or 'f' => JsonTypes.Boolean,
        'n' => JsonTypes.Null,
        _ => JsonTypes.Number | JsonTypes.Integer,
    };

    private void Fail(string keyword, string below = "") => Doom($"schema: {PathTo(Depth)}{below} {keyword}");

    private string PathTo(int depth)
    {
        var path = new StringBuilder("#");
        for (var level = 1; level <= depth; level++)
        {
            path.Append('/').Append(_path[level]);
        }

        return path.ToString();
    }
}
