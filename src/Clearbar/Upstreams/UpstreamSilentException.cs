using System.Globalization;

namespace Clearbar.Upstreams;

/// <summary>An answer stopped coming: nothing arrived for the deployment's <see cref="UpstreamTimeouts.Idle"/>.</summary>
public sealed class UpstreamSilentException(TimeSpan limit)
    : IOException(string.Create(CultureInfo.InvariantCulture, $"the upstream sent nothing for {limit.TotalSeconds:0.###} s"))
{
}
