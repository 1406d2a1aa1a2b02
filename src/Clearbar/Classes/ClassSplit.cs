using Clearbar.LocalAnswers;
using Clearbar.Wire;

namespace Clearbar.Classes;

/// <summary>How an owner divides a class by the text of its requests. Stores no text: hashed features at most.</summary>
public sealed class ClassSplit
{
    private readonly string _class;
    private readonly int _groups;
    private readonly LocalAnswerer? _answerer;
    private readonly string[] _names;

    /// <summary>Divides into kinds that are found as they come: <c>X.g1</c>, <c>X.g2</c> …</summary>
    /// <param name="groups">1 to <see cref="TextGroups.MaxGroups"/>.</param>
    public ClassSplit(string name, int groups)
    {
        _class = name;
        _groups = groups;
        _names = [.. Enumerable.Range(1, groups).Select(group => SubClass(name, FormattableString.Invariant($"g{group}")))];
    }

    /// <summary>Divides by the labels of a trained answerer: <c>X.refund</c>, <c>X.delivery</c> …</summary>
    public ClassSplit(string name, LocalAnswerer answerer)
    {
        _class = name;
        _answerer = answerer;
        _names = [.. answerer.Labels.Select(label => SubClass(name, label))];
    }

    /// <summary>The names of the parts.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The part a request belongs to; null where its text says nothing, and it stays in the whole class.</summary>
    public string? NameOf(RequestOutline outline, ClassBook book)
    {
        if (outline.LastUserText is not { Length: > 0 } text)
        {
            return null;
        }

        if (_answerer is not null)
        {
            var prediction = _answerer.Predict(text);
            return prediction.OutOfDomain ? null : _names[prediction.LabelIndex];
        }

        return book.GroupsOf(_class)?.GroupOf(text, _groups) is > 0 and var group ? _names[group - 1] : null;
    }

    /// <summary>The class's name, a dot and the label with every character that no name may have as '_'; cut where it is too long.</summary>
    public static string SubClass(string name, string label)
    {
        var text = string.Create(name.Length + 1 + label.Length, (name, label), static (span, parts) =>
        {
            parts.name.CopyTo(span);
            span[parts.name.Length] = '.';
            for (var index = 0; index < parts.label.Length; index++)
            {
                var unit = parts.label[index];
                span[parts.name.Length + 1 + index] = char.IsAsciiLetterOrDigit(unit) || unit is '.' or '_' or '-' ? unit : '_';
            }
        });
        return text.Length <= ClassName.MaxLength ? text : text[..ClassName.MaxLength];
    }
}
