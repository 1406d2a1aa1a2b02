using System.Runtime.InteropServices;

namespace Clearbar.Cli;

/// <summary>
/// Ctrl-C and SIGTERM for verbs that run a gateway in this process: the gateway's host takes those signals for itself, and the command line's own
/// handler then does not end the verb. Cancelled by either signal or by the command line.
/// </summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly PosixSignalRegistration _interrupted;
    private readonly PosixSignalRegistration _terminated;

    public StopSignal(CancellationToken commandLine)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(commandLine);
        _interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        _terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    }

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        _interrupted.Dispose();
        _terminated.Dispose();
        _stop.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _stop.Cancel();
    }
}
