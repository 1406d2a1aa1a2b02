namespace Clearbar.Upstreams.Emulator.Prompts;

/// <summary>
/// Checks that every tool call of an assistant turn is answered in the next user turn and that no result answers a call that was not made
/// (Anthropic tool-use page, May 2026; the same rule in Converse's words).
/// </summary>
internal sealed class ToolPairing(bool converse)
{
    private readonly List<string> _open = [];
    private readonly List<string> _called = [];

    /// <summary>The history holds calls or results.</summary>
    public bool Used { get; private set; }

    public void Call(string? id)
    {
        Used = true;
        _called.Add(id ?? throw new RequestRejectedException(converse
            ? "messages.content.toolUse.toolUseId: Field required"
            : "messages.content.tool_use.id: Field required"));
    }

    public void Result(string? id, int message)
    {
        Used = true;
        if (id is null || !_open.Remove(id))
        {
            throw new RequestRejectedException(converse
                ? $"The number of toolResult blocks at messages.{message}.content exceeds the number of toolUse blocks of previous turn."
                : $"messages.{message}: unexpected `tool_use_id` found in `tool_result` blocks: {id}. Each `tool_result` block must have a "
                    + "corresponding `tool_use` block in the previous message.");
        }
    }

    /// <summary>Ends a message: calls it left unanswered are refused, calls it made are now open.</summary>
    public void EndMessage(int message)
    {
        if (_open.Count > 0)
        {
            var missing = string.Join(", ", _open);
            throw new RequestRejectedException(converse
                ? $"Expected toolResult blocks at messages.{message}.content for the following Ids: {missing}"
                : $"messages.{message - 1}: `tool_use` ids were found without `tool_result` blocks immediately after: {missing}. "
                    + "Each `tool_use` block must have a corresponding `tool_result` block in the next message.");
        }

        _open.AddRange(_called);
        _called.Clear();
    }
}
