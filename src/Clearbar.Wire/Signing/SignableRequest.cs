namespace Clearbar.Wire.Signing;

/// <summary>
/// The parts of a request that a signature covers, as they came over the wire. The body takes part through its hash only.
/// </summary>
/// <param name="Method">HTTP method, upper-case.</param>
/// <param name="Target">Raw request target: path and query, not decoded by anyone.</param>
/// <param name="Headers">Its headers.</param>
public readonly record struct SignableRequest(string Method, string Target, ISignableHeaders Headers)
{
    /// <summary>Path as it came, without the query.</summary>
    public ReadOnlySpan<char> Path => Target.AsSpan(0, QueryStart < 0 ? Target.Length : QueryStart);

    /// <summary>Query as it came, without the question mark.</summary>
    public ReadOnlySpan<char> Query => QueryStart < 0 ? default : Target.AsSpan(QueryStart + 1);

    private int QueryStart => Target.IndexOf('?', StringComparison.Ordinal);
}
