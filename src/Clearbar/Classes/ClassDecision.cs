namespace Clearbar.Classes;

/// <summary>The class a request belongs to, and the owner's policy for it if there is one.</summary>
public readonly record struct ClassDecision(string Name, ClassPolicy? Policy);
