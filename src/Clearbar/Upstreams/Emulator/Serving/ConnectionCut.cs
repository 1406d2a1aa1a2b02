using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Clearbar.Upstreams.Emulator.Serving;

/// <summary>
/// Breaks a connection after what was written has gone out. Aborting resets the connection, which may throw away bytes on both sides; a
/// script that says "after three events" means that three events arrive.
/// </summary>
internal sealed class ConnectionCut(ConnectionContext connection)
{
    /// <summary>Connection middleware that makes the cut available to requests.</summary>
    public static ConnectionDelegate Middleware(ConnectionDelegate next) => connection =>
    {
        connection.Features.Set(new ConnectionCut(connection));
        return next(connection);
    };

    /// <summary>
    /// Ends the connection under a response that is not finished. HTTP/2 resets the stream alone, so its neighbours live; without the
    /// middleware the connection is reset.
    /// </summary>
    public static async Task CutAsync(HttpContext context)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol) && context.Features.Get<ConnectionCut>() is { } cut)
        {
            await cut.EndAsync();
        }
        else
        {
            context.Abort();
        }
    }

    private ValueTask EndAsync() => connection.Transport.Output.CompleteAsync();
}
