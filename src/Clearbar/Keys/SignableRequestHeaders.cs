using Clearbar.Wire.Signing;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Keys;

/// <summary>The server's headers as the signature verifier asks for them; Kestrel hands <c>:authority</c> on as Host.</summary>
internal sealed class SignableRequestHeaders(IHeaderDictionary headers) : ISignableHeaders
{
    public string? Get(string name) => headers.TryGetValue(name, out var values) && values.Count > 0 ? values.ToString() : null;
}
