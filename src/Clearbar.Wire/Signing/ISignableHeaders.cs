namespace Clearbar.Wire.Signing;

/// <summary>The headers of a request as a verifier sees them.</summary>
public interface ISignableHeaders
{
    /// <summary>
    /// The values of a header joined with <c>,</c> in the order they arrived, or null when there is none. <paramref name="name"/> is
    /// lower-case; an HTTP/2 <c>:authority</c> is asked for as <c>host</c>.
    /// </summary>
    string? Get(string name);
}
