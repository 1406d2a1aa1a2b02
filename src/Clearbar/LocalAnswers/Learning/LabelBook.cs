using System.Runtime.InteropServices;
using System.Text;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>
/// The labels of one class: their hashes, how many examples each has, and their names as far as those may be kept. Not thread-safe; the owner
/// guards it.
/// </summary>
/// <remarks>
/// Where the owner has not listed the labels, an answer might be anything, even a sentence out of the prompt. So a name is held in memory only,
/// and only for a bounded number of candidates, until it has been the answer <see cref="Recurrences"/> times: what recurs is a label. Examples
/// carry the hash from the first on, so none is lost by the waiting.
/// </remarks>
public sealed class LabelBook(IReadOnlyList<string> declared)
{
    /// <summary>Stands for an answer without a label, or with one outside the declared set.</summary>
    public const ulong Unreadable = 0;

    /// <summary>Times a name must have been the answer before it is stored.</summary>
    public const int Recurrences = 5;

    /// <summary>A longer answer is a text, not a label.</summary>
    public const int LongestLabel = 64;

    /// <summary>More labels than this are not a closed set.</summary>
    public const int MostLabels = 512;

    private const int MostCandidates = 2048;

    private readonly Dictionary<ulong, int> _counts = [];
    private readonly Dictionary<ulong, (string Name, int Seen)> _candidates = [];
    private readonly Dictionary<ulong, string> _names = Declare(declared);

    /// <summary>Examples of each label hash.</summary>
    public IReadOnlyDictionary<ulong, int> Counts => _counts;

    /// <summary>Whether the owner listed the labels.</summary>
    public bool IsDeclared => declared.Count > 0;

    /// <summary>FNV-1a over the UTF-8 bytes, spread; never <see cref="Unreadable"/>. Part of the file format.</summary>
    public static ulong HashOf(string label)
    {
        var hash = Bits.Start;
        foreach (var unit in Encoding.UTF8.GetBytes(label))
        {
            hash = Bits.Add(hash, (char)unit);
        }

        return Bits.Mix(hash) | 1;
    }

    /// <summary>The name a hash stands for; null where it has not recurred.</summary>
    public string? NameOf(ulong label) => _names.GetValueOrDefault(label);

    /// <summary>All names known now, by hash.</summary>
    public IReadOnlyDictionary<ulong, string> CopyNames() => new Dictionary<ulong, string>(_names);

    /// <summary>Takes an answer's label and gives the hash an example carries.</summary>
    /// <param name="label">Null where the answer held none.</param>
    /// <param name="newName">A name to be stored from now on, before the example.</param>
    public ulong Take(string? label, out string? newName)
    {
        newName = null;
        if (label is not { Length: > 0 and <= LongestLabel })
        {
            return Unreadable;
        }

        var hash = HashOf(label);
        if (_names.ContainsKey(hash))
        {
            return hash;
        }

        if (IsDeclared)
        {
            return Unreadable;
        }

        if (_candidates.Count >= MostCandidates && !_candidates.ContainsKey(hash))
        {
            // So many answers that never came again: the class is not closed. Those met from now on get their chance.
            _candidates.Clear();
        }

        ref var candidate = ref CollectionsMarshal.GetValueRefOrAddDefault(_candidates, hash, out _);
        candidate = (label, candidate.Seen + 1);
        if (candidate.Seen >= Recurrences && _names.Count < MostLabels)
        {
            _candidates.Remove(hash);
            _names[hash] = newName = label;
        }

        return hash;
    }

    /// <summary>A name read from the file.</summary>
    public void Learn(ulong label, string name)
    {
        if (!IsDeclared && HashOf(name) == label)
        {
            _names[label] = name;
        }
    }

    /// <summary>Counts an example's label.</summary>
    public void Count(ulong label) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, label, out _)++;

    /// <summary>The counts start anew, the names stay: the oldest examples were dropped.</summary>
    public void ForgetCounts() => _counts.Clear();

    private static Dictionary<ulong, string> Declare(IReadOnlyList<string> labels)
    {
        var names = new Dictionary<ulong, string>();
        foreach (var label in labels)
        {
            names[HashOf(label)] = label;
        }

        return names;
    }
}
