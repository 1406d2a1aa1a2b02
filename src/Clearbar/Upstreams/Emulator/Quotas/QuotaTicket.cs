using Clearbar.Wire;

namespace Clearbar.Upstreams.Emulator.Quotas;

/// <summary>One call's place in its quota: admitted or short, settled once it has ended. Belongs to one attempt.</summary>
internal sealed class QuotaTicket(QuotaMeter meter, TokenUsage prompt, int maxTokens)
{
    private TokenUsage? _settled;

    /// <summary>Null once admitted.</summary>
    public QuotaShortage? Shortage { get; } = meter.TryAdmit(prompt, maxTokens);

    public QuotaState State => meter.Read();

    public void Settle(TokenUsage used)
    {
        meter.Settle(used, maxTokens, _settled, prompt);
        _settled = used;
    }
}
