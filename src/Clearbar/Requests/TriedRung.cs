using Clearbar.Routing;
using Clearbar.Wire;

namespace Clearbar.Requests;

/// <summary>A rung that has answered a request, kept while something may be learned from it.</summary>
public readonly record struct TriedRung(PlannedStep Step, Answer Answer);
