namespace Clearbar.Gates;

/// <summary>What a check costs, cheapest first: the order in which a set asks its gates.</summary>
public enum GateCost : byte
{
    /// <summary>Looks at a field that is already there.</summary>
    Field,

    /// <summary>Reads the answer's text once.</summary>
    Text,

    /// <summary>Needs the answer parsed as JSON; the parse is shared by all gates of a set.</summary>
    Json,

    /// <summary>Walks a schema over the parsed JSON.</summary>
    Schema,

    /// <summary>Needs the request's body read as well; that reading is shared by all gates of a set.</summary>
    Request,

    /// <summary>Is about the answers that all other checks have passed, so it comes after them.</summary>
    Score,

    /// <summary>Asks somebody over the network who takes no money for it.</summary>
    Ask,

    /// <summary>Makes model calls that the request pays for.</summary>
    Pay,
}
