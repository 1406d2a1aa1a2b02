using System.Globalization;

namespace Clearbar.EndToEnd.Gateway.Conversations;

/// <summary>What a user's turn makes the strict model do. It travels in the turn's own text, so that the model needs no state to follow it.</summary>
/// <param name="Conversation">Number of the conversation.</param>
/// <param name="Steps">Answers with tool calls before the last one; 0 for none.</param>
/// <param name="Calls">Parallel calls in each of them.</param>
/// <param name="Thinks">Answers begin with a signed thinking block.</param>
/// <param name="Redacted">Thinking is encrypted: its data is what binds it to its model.</param>
/// <param name="Failing">Tiers whose answers the gates do not pass, joined with <c>+</c>.</param>
/// <param name="CachedTokens">Tokens that the provider says it keeps in its cache.</param>
public sealed record Script(int Conversation, int Steps, int Calls, bool Thinks, bool Redacted, string Failing, int CachedTokens)
{
    private const string Mark = "script:";

    public static Script? Read(string? text)
    {
        if (text?.StartsWith(Mark, StringComparison.Ordinal) != true)
        {
            return null;
        }

        var parts = text[Mark.Length..].Split(',');
        return new Script(Number(parts[0]), Number(parts[1]), Number(parts[2]), parts[3] == "True", parts[4] == "True", parts[5], Number(parts[6]));

        static int Number(string part) => int.Parse(part, CultureInfo.InvariantCulture);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Mark}{Conversation},{Steps},{Calls},{Thinks},{Redacted},{Failing},{CachedTokens}");
}
