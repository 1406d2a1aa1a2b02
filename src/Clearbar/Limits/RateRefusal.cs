namespace Clearbar.Limits;

/// <summary>Why a request was not let in.</summary>
/// <param name="Limit">The limit's name, with whose part of it.</param>
/// <param name="What">What ran out, with its allowance.</param>
/// <param name="Wait">After which trying again makes sense.</param>
public readonly record struct RateRefusal(string Limit, string What, TimeSpan Wait);
