namespace Clearbar.Requests;

/// <summary>What one request has learned of one target from its refusal.</summary>
/// <param name="Omission">What the next try leaves out.</param>
/// <param name="Features">What is remembered when that try is answered; empty when the fault was the request's own.</param>
public sealed record Lesson(string Deployment, string Model, Omission Omission, IReadOnlyList<string> Features);
