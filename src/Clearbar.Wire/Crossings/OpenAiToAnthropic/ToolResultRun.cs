namespace Clearbar.Wire.Crossings.OpenAiToAnthropic;

/// <summary>
/// The tool messages that follow one assistant message, and the ids of its calls: together they are one user turn of Messages, whose
/// results stand in the order of the calls.
/// </summary>
internal sealed class ToolResultRun
{
    private readonly List<string> _calls = [];
    private readonly List<ToolMessage> _messages = [];

    public bool IsEmpty => _messages.Count == 0;

    /// <summary>An assistant message begins: calls of earlier ones are answered.</summary>
    public void StartTurn() => _calls.Clear();

    public void AddCall(string id) => _calls.Add(id);

    /// <param name="message">Where the message stands in the text of the messages.</param>
    /// <param name="index">Which message it is, for the path of a fault.</param>
    public void Add(string id, ByteRange message, int index) => _messages.Add(new ToolMessage(id, message, index));

    /// <summary>Gives the messages in the order of the calls, those of no known call last, and forgets them.</summary>
    public List<ToolMessage> Take()
    {
        var taken = new List<ToolMessage>(_messages.Count);
        foreach (var id in _calls)
        {
            var at = _messages.FindIndex(message => string.Equals(message.Id, id, StringComparison.Ordinal));
            if (at >= 0)
            {
                taken.Add(_messages[at]);
                _messages.RemoveAt(at);
            }
        }

        taken.AddRange(_messages);
        _messages.Clear();
        return taken;
    }

    internal readonly record struct ToolMessage(string Id, ByteRange Message, int Index);
}
