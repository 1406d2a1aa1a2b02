using System.Threading.Channels;

namespace Clearbar.Shadows;

/// <summary>Calls for an exchange of evidence before its time: a policy has changed here, or another replica says that one has.</summary>
public sealed class EvidenceSignal
{
    private readonly Channel<bool> _calls = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Never waits; several calls become one.</summary>
    public void Call() => _calls.Writer.TryWrite(true);

    /// <summary>Returns when somebody calls, has called since the last time, or the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider clock, CancellationToken cancellation)
    {
        using var over = new CancellationTokenSource(atMost, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellation);
        try
        {
            await _calls.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // It is time anyway.
        }
    }
}
