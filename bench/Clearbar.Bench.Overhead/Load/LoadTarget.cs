using Clearbar.Bench.Overhead.Servers;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>A server under load: its open connections, its prepared requests, and how many requests it has been sent.</summary>
internal sealed class LoadTarget(ServerProcess server, string name) : IDisposable
{
    private readonly List<Connection> _connections = [];
    private readonly Dictionary<string, byte[]> _requests = [];

    public string Name => name;

    public ServerProcess Server => server;

    /// <summary>Requests answered so far, warm-up included: what the gateway's ledger must hold.</summary>
    public long Answered { get; private set; }

    public byte[] RequestOf(Scenario scenario)
    {
        if (!_requests.TryGetValue(scenario.Name, out var request))
        {
            request = PreparedRequest.Of(scenario, server.Port);
            _requests.Add(scenario.Name, request);
        }

        return request;
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
