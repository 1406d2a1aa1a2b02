using System.Text;
using Clearbar.EndToEnd.Harness;

namespace Clearbar.EndToEnd.Kill;

/// <summary>
/// Clients that keep asking, in all four shapes, until the gateway dies under them. Remembers which requests each of them saw answered whole and
/// signals when so many pieces of answers have been read.
/// </summary>
public sealed class Load : IAsyncDisposable
{
    private const int Clients = 6;

    private readonly HttpClient _http;
    private readonly int _target;
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _whole;
    private readonly Task _clients;
    private volatile bool _dying;
    private volatile bool _enough;
    private int _pieces;

    /// <param name="target">Pieces of answers to be read before <see cref="ReachedAsync"/> completes.</param>
    /// <param name="whole">Receives the request ids of answers that were seen to their last event.</param>
    public Load(Uri gateway, int seed, int target, List<string> whole)
    {
        _http = HangUp.ClientOf(gateway);
        _target = target;
        _whole = whole;
        _clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => RunAsync(new Random((seed * 100) + client)))));
    }

    /// <summary>Completes when the target is reached, fails when a client failed before.</summary>
    public async Task ReachedAsync()
    {
        var first = await Task.WhenAny(_reached.Task, _clients);
        await first;
    }

    /// <summary>From here on broken connections are what the clients expect.</summary>
    public void ExpectDeath() => _dying = true;

    /// <summary>Each client finishes the request it is at.</summary>
    public void Enough() => _enough = true;

    public Task EndedAsync() => _clients;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _clients.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _http.Dispose();
    }

    private async Task RunAsync(Random random)
    {
        while (!_enough)
        {
            try
            {
                await AskAsync(random);
            }
            catch (Exception exception) when (_dying && exception is HttpRequestException or IOException)
            {
                return;
            }
        }
    }

    private async Task AskAsync(Random random)
    {
        var shape = (Shape)random.Next(4);
        var model = random.Next(3) switch { 0 => "haiku", 1 => "sonnet", _ => "opus" };
        var hangsUp = random.Next(8) == 0;
        var climbs = random.Next(4) == 0;
        using var request = ClientRequest.Of(shape, model, $"question {random.Next()} {new string('x', random.Next(4000))}", climbs ? "climb" : null);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.True(response.IsSuccessStatusCode, $"{shape}: {(int)response.StatusCode}");
        await using var body = await response.Content.ReadAsStreamAsync();
        using var seen = new MemoryStream();
        var buffer = new byte[2048];
        while (await body.ReadAsync(buffer) is var read and > 0)
        {
            seen.Write(buffer, 0, read);
            if (Interlocked.Increment(ref _pieces) == _target)
            {
                _reached.SetResult();
            }

            if (hangsUp && shape.IsStream())
            {
                return;
            }

            if (SawLastEvent(shape, seen))
            {
                Remember(response.Headers.GetValues("x-clearbar-id").Single());
            }
        }
    }

    private void Remember(string requestId)
    {
        lock (_whole)
        {
            if (_whole.Count == 0 || _whole[^1] != requestId)
            {
                _whole.Add(requestId);
            }
        }
    }

    /// <summary>Of a whole answer any byte is proof enough: it is settled before its first byte; of a stream the last event's beginning.</summary>
    private static bool SawLastEvent(Shape shape, MemoryStream seen)
    {
        var bytes = seen.GetBuffer().AsSpan(0, (int)seen.Length);
        return shape switch
        {
            Shape.MessagesStream => bytes.IndexOf(Encoding.ASCII.GetBytes("event: message_stop")) >= 0,
            Shape.ConverseStream => bytes.IndexOf(":event-type\u0007\0\u0008metadata"u8) >= 0,
            _ => true,
        };
    }
}
