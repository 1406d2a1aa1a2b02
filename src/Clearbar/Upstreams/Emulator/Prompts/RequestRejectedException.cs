using Clearbar.Upstreams.Emulator.Writing;

namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>A request the real service would refuse; carries the cause and the message it would give.</summary>
internal sealed class RequestRejectedException(Failure failure, string message) : Exception(message)
{
    public RequestRejectedException(string message)
        : this(Failure.InvalidRequest, message)
    {
    }

    public Failure Failure { get; } = failure;
}
