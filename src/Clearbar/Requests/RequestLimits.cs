using System.Globalization;
using Clearbar.Configuration;
using Clearbar.Pricing;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>What a client says in headers about how its request may be served; anything that cannot be read is refused rather than guessed.</summary>
internal static class RequestLimits
{
    private const int LongestTags = 512;

    /// <summary>Reads them into the exchange. Returns why the request is refused, or null.</summary>
    public static GatewayError? Read(Exchange exchange)
    {
        var headers = exchange.Http.Request.Headers;
        if (headers[GatewayHeaders.Tags].ToString() is { Length: > 0 } tags)
        {
            if (tags.Length > LongestTags)
            {
                return Invalid($"{GatewayHeaders.Tags} is longer than {LongestTags} characters");
            }

            exchange.Tags = tags;
        }

        if (headers[GatewayHeaders.Route].ToString() is { Length: > 0 } route && !route.Equals("off", StringComparison.OrdinalIgnoreCase))
        {
            return Invalid($"{GatewayHeaders.Route} knows only the word off; leave it out to follow the class's policy");
        }

        if (headers[GatewayHeaders.MaxCost].ToString() is { Length: > 0 } text)
        {
            if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                return Invalid($"{GatewayHeaders.MaxCost} must be US dollars such as 0.05");
            }

            exchange.MaxCost = new Usd(amount);
        }

        if (headers[GatewayHeaders.MaxLatency].ToString() is { Length: > 0 } time)
        {
            if (!ShortDuration.TryParse(time, out var most))
            {
                return Invalid($"{GatewayHeaders.MaxLatency} must be a time such as 2s or 800ms, at most an hour");
            }

            exchange.MaxLatency = most;
        }

        return null;
    }

    /// <summary>The class's own limit on top of the client's: the shorter time counts.</summary>
    public static void Tighten(Exchange exchange)
    {
        if (exchange.Class.Policy?.MaxLatency is { } most && !(exchange.MaxLatency < most))
        {
            exchange.MaxLatency = most;
        }
    }

    private static GatewayError Invalid(string message) => new(ErrorKind.InvalidRequest, message);
}
