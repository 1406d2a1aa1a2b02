using Clearbar.Limits;

namespace Clearbar.Tests.Limits.Postgres;

/// <summary>
/// A limit as one bucket of requests and one of tokens that everybody takes from: at most what is there, and at least, where it counts as used what the dead
/// had leased.
/// </summary>
internal sealed class ModelLimit(RateLimit real)
{
    private readonly double _requests = real.RequestsPerMinute ?? 0;
    private readonly double _tokens = real.TokensPerMinute ?? 0;

    public RateLimit Real => real;

    public (double Requests, double Tokens) Most { get; private set; } = (real.RequestsPerMinute ?? 0, real.TokensPerMinute ?? 0);

    public (double Requests, double Tokens) Least { get; private set; } = (real.RequestsPerMinute ?? 0, real.TokensPerMinute ?? 0);

    public void Fill(double minutes)
    {
        Most = Added(Most, minutes * _requests, minutes * _tokens);
        Least = Added(Least, minutes * _requests, minutes * _tokens);
    }

    public void Take(int requests, long tokens)
    {
        Most = Added(Most, -requests, -tokens);
        Least = Added(Least, -requests, -tokens);
    }

    public void Lose(double requests, double tokens) => Least = Added(Least, -requests, -tokens);

    private (double Requests, double Tokens) Added((double Requests, double Tokens) level, double requests, double tokens) =>
        (Math.Min(_requests, level.Requests + requests), Math.Min(_tokens, level.Tokens + tokens));
}
