namespace Clearbar.Bench.Overhead.Load;

/// <summary>What a scenario calls.</summary>
internal enum Call
{
    /// <summary><c>POST /v1/messages</c>.</summary>
    Messages,

    /// <summary><c>POST /v1/messages</c> with <c>"stream":true</c>.</summary>
    MessagesStream,

    /// <summary><c>POST /model/{id}/converse</c>.</summary>
    Converse,

    /// <summary><c>POST /model/{id}/converse-stream</c>.</summary>
    ConverseStream,
}
