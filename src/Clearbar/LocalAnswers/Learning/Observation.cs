using Clearbar.Wire;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>An accepted answer on its way to the recorder. It holds the text in memory until its features are taken, and nothing longer.</summary>
public readonly record struct Observation(LocalPass Pass, string Text, Answer Answer);
