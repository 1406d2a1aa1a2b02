using Clearbar.Pricing;

namespace Clearbar.Budgets;

/// <summary>One counter's part of an exchange with the database: what is written, and what has been leased by writing it.</summary>
/// <param name="Figures">Written; its <see cref="BudgetFigures.Claimed"/> has <paramref name="Granted"/> in it.</param>
/// <param name="Granted">Leased anew. The counter gets it only once it is committed.</param>
/// <param name="Promised">The part of it that waiting attempts will take at once.</param>
internal readonly record struct BudgetShare(BudgetCell Cell, BudgetElsewhere Elsewhere, BudgetFigures Figures, Usd Granted, Usd Promised);
