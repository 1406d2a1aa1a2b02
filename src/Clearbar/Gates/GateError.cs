namespace Clearbar.Gates;

/// <summary>A mistake in a gate's configuration. <paramref name="Message"/> says what was wrong and which values are allowed.</summary>
/// <param name="Key">Full key, for example <c>classes.refunds.gates[0].enum.values</c>.</param>
/// <param name="Message">What was wrong and what to write instead.</param>
public sealed record GateError(string Key, string Message)
{
    public override string ToString() => $"{Key}: {Message}";
}
