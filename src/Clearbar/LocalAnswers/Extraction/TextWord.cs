namespace Clearbar.LocalAnswers.Extraction;

/// <summary>A run of letters and digits, with single separators inside, such as <c>jane.doe@example.com</c> or <c>1,234.50</c>.</summary>
/// <param name="Line">Number of line breaks before it.</param>
/// <param name="Sentence">Number of sentence ends before it.</param>
/// <param name="IsMarked">A piece of text may begin or end with it: it holds a digit or a separator, begins with a capital, or is a month.</param>
/// <param name="HasDigit">It holds a digit.</param>
internal readonly record struct TextWord(int Start, int End, int Line, int Sentence, bool IsMarked, bool HasDigit);
