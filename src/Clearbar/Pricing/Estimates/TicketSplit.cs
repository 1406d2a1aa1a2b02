namespace Clearbar.Pricing.Estimates;

/// <summary>The published ticket example under one split of its tokens.</summary>
/// <param name="OutputPercent">Share of the tokens that is output, in percent.</param>
/// <param name="Input">Input tokens per ticket.</param>
/// <param name="Output">Output tokens per ticket.</param>
/// <param name="Now">All tickets answered at once, US dollars.</param>
/// <param name="Batch">All tickets in a batch, US dollars.</param>
public sealed record TicketSplit(int OutputPercent, long Input, long Output, Usd Now, Usd Batch);
