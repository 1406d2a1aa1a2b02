using System.Collections.Concurrent;
using Clearbar.EndToEnd.Harness;

namespace Clearbar.Torture.Load;

/// <summary>Clients that keep asking one gateway, in two dialects, whole and streamed; one in eight hangs up in mid-stream.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private const int Clients = 6;

    private readonly HttpClient _http;
    private readonly ConcurrentDictionary<string, bool> _whole;
    private readonly TimeSpan _pause;
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _clients;
    private volatile bool _dying;
    private volatile bool _enough;
    private int _answers;
    private int _failures;

    /// <param name="whole">Receives the request ids of answers that were seen to their last event.</param>
    /// <param name="pause">Between two questions of one client.</param>
    public Crowd(Uri gateway, int seed, ConcurrentDictionary<string, bool> whole, TimeSpan pause = default)
    {
        _http = HangUp.ClientOf(gateway);
        _whole = whole;
        _pause = pause;
        _clients = Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => RunAsync(new Random((seed * 100) + client)))));
    }

    /// <summary>Answers seen to their end.</summary>
    public int Answers => Volatile.Read(ref _answers);

    /// <summary>Requests refused or broken off while the gateway was supposed to live.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Completes with the first piece of an answer.</summary>
    public Task StartedAsync() => _started.Task;

    /// <summary>From here on broken connections are what the clients expect.</summary>
    public void ExpectDeath() => _dying = true;

    /// <summary>Each client finishes the request it is at.</summary>
    public Task EnoughAsync()
    {
        _enough = true;
        return _clients;
    }

    public async ValueTask DisposeAsync()
    {
        _enough = true;
        _dying = true;
        _http.CancelPendingRequests();
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
                await Task.Delay(_pause);
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
            {
                if (_dying)
                {
                    return;
                }

                Interlocked.Increment(ref _failures);
                await Task.Delay(20);
            }
        }
    }

    private async Task AskAsync(Random random)
    {
        var shape = (Shape)random.Next(4);
        var model = random.Next(3) switch { 0 => "haiku", 1 => "sonnet", _ => "opus" };
        var hangsUp = random.Next(8) == 0 && shape is Shape.MessagesStream or Shape.ConverseStream;
        using var request = Question.Of(shape, model, $"question {random.Next()} {new string('x', random.Next(4000))}", random.Next(4) == 0);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync();
        using var seen = new MemoryStream();
        var buffer = new byte[2048];
        while (await body.ReadAsync(buffer) is var read and > 0)
        {
            seen.Write(buffer, 0, read);
            _started.TrySetResult();
            if (hangsUp)
            {
                return;
            }

            if (SawLastEvent(shape, seen.GetBuffer().AsSpan(0, (int)seen.Length))
                && _whole.TryAdd(response.Headers.GetValues("x-clearbar-id").Single(), true))
            {
                Interlocked.Increment(ref _answers);
            }
        }
    }

    /// <summary>Of a whole answer any byte is proof enough: it is settled before its first byte; of a stream the last event's beginning.</summary>
    private static bool SawLastEvent(Shape shape, ReadOnlySpan<byte> seen) => shape switch
    {
        Shape.MessagesStream => seen.IndexOf("event: message_stop"u8) >= 0,
        Shape.ConverseStream => seen.IndexOf(":event-type\u0007\0\u0008metadata"u8) >= 0,
        _ => true,
    };
}
