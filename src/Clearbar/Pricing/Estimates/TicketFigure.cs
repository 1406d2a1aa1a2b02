namespace Clearbar.Pricing.Estimates;

/// <summary>A figure printed for the ticket example with another model.</summary>
/// <param name="ModelId">The model.</param>
/// <param name="Printed">What was printed.</param>
/// <param name="ImpliedInputMillions">Million input tokens it pays for at the model's input price.</param>
/// <param name="AllInput">What all tokens of the example cost as input.</param>
public sealed record TicketFigure(string ModelId, Usd Printed, decimal ImpliedInputMillions, Usd AllInput);
