namespace Clearbar.LocalAnswers.Learning;

/// <summary>Why a request went past a learning rung 0; what becomes of it is known when a higher rung's answer is accepted.</summary>
/// <param name="Learner">Whose class it is.</param>
/// <param name="Said">What rung 0 would have answered; null where it was not asked, or not sure.</param>
/// <param name="Term">Which rung said it: an answer that arrives when another one is in force is not held against that.</param>
public readonly record struct LocalPass(ClassLearner Learner, ExampleOrigin Origin, string? Said, int Term);
