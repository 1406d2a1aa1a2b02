using System.Globalization;

namespace Clearbar.Gates.Schemas;

/// <summary>
/// State of one validation: the work bound and, once a rule failed, where. The path is built while unwinding, so a valid value costs no strings,
/// and holds only names the schema itself spells, never a member name the model made up.
/// </summary>
internal struct SchemaEvaluation
{
    /// <summary>Rules applied to one value before giving up; keeps recursive anyOf schemas from running for ever.</summary>
    public const int MaxSteps = 1_000_000;

    /// <summary>Deepest chain of schemas; a value nests at most 64 deep, the rest is for references that refer to references.</summary>
    public const int MaxDepth = 512;

    private string _path;

    public int Steps { get; set; }

    public int Depth { get; set; }

    /// <summary>The work bound was hit: the value is neither valid nor invalid.</summary>
    public bool GaveUp { get; set; }

    /// <summary>Keyword that failed first; null while nothing has.</summary>
    public string? Keyword { get; private set; }

    public readonly string Path => "#" + _path;

    public bool Fail(string keyword)
    {
        Keyword = keyword;
        _path = "";
        return false;
    }

    public bool FailAt(string segment, string keyword)
    {
        Keyword = keyword;
        _path = "/" + segment;
        return false;
    }

    public bool Under(string segment)
    {
        _path = "/" + segment + _path;
        return false;
    }

    public bool Under(int index) => Under(index.ToString(CultureInfo.InvariantCulture));
}
