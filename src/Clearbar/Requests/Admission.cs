using Clearbar.Keys;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>
/// Step 2 and the first half of step 1, the same for every route with a body: the caller is found before the body is read, so that a stranger
/// cannot make us buffer 32 MiB, and a signed body is held against its hash before anyone believes it.
/// </summary>
public sealed class Admission(Authenticator authenticator)
{
    /// <summary>Sets <see cref="Exchange.Caller"/> and <see cref="Exchange.Body"/>, or says why the request is refused.</summary>
    public async ValueTask<GatewayError?> AdmitAsync(Exchange exchange)
    {
        var snapshot = exchange.Snapshot;
        if (!authenticator.TryAuthenticate(exchange.Http, snapshot.Keys, out var caller, out var pending, out var stranger))
        {
            return stranger;
        }

        exchange.Caller = caller;
        var (body, unreadable) = await RequestBody.ReadAsync(exchange.Http.Request, snapshot.Options.MaxBodyBytes, exchange.Aborted);
        if (body is null)
        {
            return unreadable;
        }

        exchange.Body = body;
        return pending?.Refuse(body.Span);
    }

    /// <summary>A body that cannot be read, as the client is told of it.</summary>
    public static GatewayError Refusal(WireFault fault) =>
        new(ErrorKind.InvalidRequest, fault.Path is null ? fault.Message : $"{fault.Path}: {fault.Message}");
}
