namespace Clearbar.EndToEnd.Harness;

/// <summary>Clients whose disposed responses close their connections at once, as a crashed or impatient program's do.</summary>
public static class HangUp
{
    /// <summary>The framework's own client would read up to 1 MiB for two seconds more, to save the connection.</summary>
    public static HttpClient ClientOf(Uri gateway) =>
        new(new SocketsHttpHandler { MaxResponseDrainSize = 0, ResponseDrainTimeout = TimeSpan.Zero }) { BaseAddress = gateway };
}
