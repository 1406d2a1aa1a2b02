using Clearbar.Bench.Overhead.Servers;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>A server under load: its open connections, its prepared requests, and how many requests it has been sent.</summary>
/// <param name="server">Who answers; several targets may be one server asked in several ways.</param>
/// <param name="name">Name in tables and JSON.</param>
/// <param name="credentials">Null for a server that asks for none; a key is shown to it all the same, so that all requests are of one size.</param>
internal sealed class LoadTarget(ServerProcess server, string name, Credentials? credentials = null) : IDisposable
{
    private readonly List<Connection> _connections = [];
    private readonly Dictionary<string, PreparedRequest> _requests = [];

    public string Name => name;

    public ServerProcess Server => server;

    /// <summary>The model asked for; null asks for the one the answers of the client's dialect name.</summary>
    public string? Model { get; init; }

    /// <summary>The answer was written in another dialect: it is held against what the upstream said, not against its bytes.</summary>
    public bool IsCrossing { get; init; }

    /// <summary>Requests answered so far, warm-up included: what the gateway's ledger must hold.</summary>
    public long Answered { get; private set; }

    /// <summary>The bytes of a request as they can be sent for the next minutes.</summary>
    public byte[] RequestOf(Scenario scenario)
    {
        if (!_requests.TryGetValue(scenario.Name, out var request))
        {
            request = PreparedRequest.Of(scenario, server.Port, credentials, Model);
            _requests.Add(scenario.Name, request);
        }

        return request.Bytes();
    }

    /// <summary>The connections are kept over the whole run: opening one is not what is measured.</summary>
    public IReadOnlyList<Connection> Connections(int count)
    {
        while (_connections.Count < count)
        {
            _connections.Add(new Connection(server.Port));
        }

        return _connections;
    }

    public void Count(long answered) => Answered += answered;

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }
}
