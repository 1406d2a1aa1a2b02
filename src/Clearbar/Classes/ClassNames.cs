using System.Collections.Frozen;

namespace Clearbar.Classes;

/// <summary>What an owner renamed or merged: names that now stand for other names. Immutable; no name leads to one that is renamed itself.</summary>
public sealed class ClassNames
{
    public static readonly ClassNames None = new(FrozenDictionary<string, string>.Empty);

    private readonly FrozenDictionary<string, string> _current;

    private ClassNames(FrozenDictionary<string, string> current) => _current = current;

    /// <summary>The old names and what each is called now.</summary>
    public IReadOnlyDictionary<string, string> Renamed => _current;

    /// <summary>What a class is called now: itself if nobody renamed it.</summary>
    public string Of(string name) => _current.GetValueOrDefault(name, name);

    /// <summary>These names with one more change; whatever was called <paramref name="old"/> follows it.</summary>
    /// <exception cref="ClassFileException">A name is not one, or both are the same class already.</exception>
    public ClassNames With(string old, string now)
    {
        foreach (var name in (ReadOnlySpan<string>)[old, now])
        {
            if (!ClassName.IsValid(name))
            {
                throw new ClassFileException($"'{name}' is not a class name: 1 to 64 letters, digits, '.', '_' or '-'");
            }
        }

        // A name that leads here already is taken back: A was made B, and now B is to be A again.
        var from = Of(old);
        var target = Of(now) == from ? now : Of(now);
        if (from == target || old == now)
        {
            throw new ClassFileException(old == target ? $"'{old}' already has that name" : $"'{old}' is '{target}' already");
        }

        var next = new Dictionary<string, string>(_current, StringComparer.Ordinal);
        next.Remove(target);
        foreach (var (name, current) in _current)
        {
            if (current == from && name != target)
            {
                next[name] = target;
            }
        }

        next[from] = target;
        return new ClassNames(next.ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The names a file holds, applied one after the other.</summary>
    /// <exception cref="ClassFileException">They contradict each other.</exception>
    public static ClassNames Of(IReadOnlyDictionary<string, string> names)
    {
        var result = None;
        foreach (var (old, now) in names)
        {
            result = result.With(old, now);
        }

        return result;
    }
}
