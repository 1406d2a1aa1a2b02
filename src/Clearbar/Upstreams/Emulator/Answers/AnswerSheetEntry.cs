namespace Clearbar.Upstreams.Emulator.Answers;

/// <summary>One input and what each column of the sheet would answer, verbatim.</summary>
public sealed record AnswerSheetEntry(string Input, IReadOnlyDictionary<string, string> Answers);
