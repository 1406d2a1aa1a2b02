namespace Clearbar.EndToEnd.Clients;

/// <summary>A running server that the vendors' clients are pointed at.</summary>
public interface IClientTarget : IAsyncDisposable
{
    /// <summary>Its plaintext address; HTTP/1.1 and HTTP/2 with prior knowledge are both spoken there.</summary>
    Uri Address { get; }

    /// <summary>Starts it; when the task ends it answers.</summary>
    Task StartAsync(CancellationToken cancellationToken);
}
