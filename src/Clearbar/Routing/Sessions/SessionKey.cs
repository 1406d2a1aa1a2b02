using System.Numerics;
using Clearbar.Wire;

namespace Clearbar.Routing.Sessions;

/// <summary>
/// What tells conversations apart: the caller's key, and a hash of what opens the conversation (system prompt, tools, first user message). Two
/// conversations that open with the same words share one, and one cache entry too.
/// </summary>
public readonly record struct SessionKey(string KeyId, ulong Opening)
{
    public static SessionKey Of(string keyId, RequestOutline outline) => new(
        keyId,
        outline.ConversationFingerprint
            ^ BitOperations.RotateLeft(outline.SystemFingerprint, 21)
            ^ BitOperations.RotateLeft(outline.ToolsFingerprint, 42));
}
