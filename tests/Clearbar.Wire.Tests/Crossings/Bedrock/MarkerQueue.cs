using Clearbar.Wire.Tests.Requests;

namespace Clearbar.Wire.Tests.Crossings.Bedrock;

/// <summary>Gives out at most four cache markers in an order the services accept: those of one hour first.</summary>
internal sealed class MarkerQueue(RandomJson json)
{
    private readonly Queue<string> _ttls = new(json.One<string[]>(
        [], ["", ",\"ttl\":\"5m\""], [",\"ttl\":\"1h\"", ",\"ttl\":\"1h\"", "", ",\"ttl\":\"5m\""], [",\"ttl\":\"1h\""]));

    /// <summary>The members a marker has beside its type; null for no marker here.</summary>
    public string? Next() => json.Maybe() && _ttls.TryDequeue(out var ttl) ? ttl : null;
}
