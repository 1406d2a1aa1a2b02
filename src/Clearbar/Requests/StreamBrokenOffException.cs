namespace Clearbar.Requests;

/// <summary>
/// Thrown to the server, and for it alone, when the request is over: what has been written is still sent, then the connection closes
/// without the end of the body (HTTP/1.1: no last chunk; HTTP/2: a reset). Aborting the request instead drops what the client has not been
/// sent yet, the error event first of all.
/// </summary>
public sealed class StreamBrokenOffException(string requestId)
    : Exception($"the stream of {requestId} ended with an error event and is broken off, so that no client takes it for a whole answer");
