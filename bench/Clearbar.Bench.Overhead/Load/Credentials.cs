using Clearbar.Keys;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>What the load generator proves itself with: one issued key.</summary>
/// <param name="Key">The key as it was issued.</param>
/// <param name="Signs">Requests are signed with its access key pair (AWS Signature Version 4) instead of showing the API key.</param>
internal sealed record Credentials(IssuedKey Key, bool Signs = false);
