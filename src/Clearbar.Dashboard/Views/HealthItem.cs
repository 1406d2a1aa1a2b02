namespace Clearbar.Dashboard.Views;

/// <summary>One thing to know about the ledger.</summary>
/// <param name="IsTrouble">Whether somebody should act.</param>
/// <param name="Name">What it is about.</param>
/// <param name="Text">What is so, and what it means.</param>
public sealed record HealthItem(bool IsTrouble, string Name, string Text);
