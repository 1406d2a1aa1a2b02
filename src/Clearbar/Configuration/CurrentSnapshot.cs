namespace Clearbar.Configuration;

/// <summary>The snapshot in force. Read once per request; replaced whole by a reload (rare), never changed in place.</summary>
public sealed class CurrentSnapshot(GatewaySnapshot first)
{
    private GatewaySnapshot _value = first;

    public GatewaySnapshot Value => Volatile.Read(ref _value);

    public void Replace(GatewaySnapshot snapshot) => Volatile.Write(ref _value, snapshot);
}
