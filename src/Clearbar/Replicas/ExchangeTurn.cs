namespace Clearbar.Replicas;

/// <summary>One exchange.</summary>
/// <param name="Asks">Others are told when something is missing that they might give.</param>
/// <param name="Answers">Others have asked: they are told when it is over.</param>
/// <param name="IsStopping">It is the last one: everything is given back.</param>
/// <param name="StartedAt">Clock timestamp.</param>
/// <param name="ConnectedAt">Clock timestamp of the connection.</param>
internal readonly record struct ExchangeTurn(bool Asks, bool Answers, bool IsStopping, long StartedAt, long ConnectedAt);
