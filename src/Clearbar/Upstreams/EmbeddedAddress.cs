namespace Clearbar.Upstreams;

/// <summary>Where the embedded emulator listens. Set once, before the gateway takes its first request.</summary>
public sealed class EmbeddedAddress
{
    private Uri? _value;

    public Uri Value
    {
        get => _value ?? throw new InvalidOperationException("the embedded emulator has not been started");
        set => _value = value;
    }
}
