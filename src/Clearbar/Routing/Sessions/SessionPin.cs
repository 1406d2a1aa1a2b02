using Clearbar.Tiers;

namespace Clearbar.Routing.Sessions;

/// <summary>What is remembered of a conversation: who answered its last turn, and what that left in the provider's cache.</summary>
/// <param name="Asked">The model as the client named it.</param>
/// <param name="Rung">The rung that answered.</param>
/// <param name="CachedTokens">Tokens of the prompt that the provider keeps for the next turn; 0 where nothing is marked for its cache.</param>
/// <param name="OutputTokens">Tokens of the last answer.</param>
/// <param name="WarmUntil">When the cache entry dies unless it is read before.</param>
/// <param name="Turns">Turns answered so far.</param>
public sealed record SessionPin(
    string Asked, string Rung, Model Model, long CachedTokens, long OutputTokens, DateTimeOffset WarmUntil, bool LivesAnHour, int Turns);
