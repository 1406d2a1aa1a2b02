namespace Clearbar.Classes;

/// <summary>
/// The kinds of text inside one class, found as they come: a text belongs to the first leader it is like, or becomes a leader while there is
/// room, or belongs to the leader it is least unlike. Leaders never change, so equal texts get the same group for ever. Lock-free to read.
/// </summary>
public sealed class TextGroups
{
    /// <summary>Groups one class may be divided into.</summary>
    public const int MaxGroups = 32;

    /// <summary>Cosine of two texts' vectors from which they are of one kind.</summary>
    private const double SameKind = 0.4;

    private readonly Lock _growth = new();
    private TextVector[] _leaders;

    public TextGroups() => _leaders = [];

    internal TextGroups(IEnumerable<byte[]> leaders) =>
        _leaders = [.. leaders.Select(TextVector.FromBytes).OfType<TextVector>().Take(MaxGroups)];

    public int Count => Volatile.Read(ref _leaders).Length;

    /// <summary>The group of a text, from 1; 0 when it has no word to go by.</summary>
    /// <param name="limit">Groups to divide into, 1 to <see cref="MaxGroups"/>.</param>
    public int GroupOf(ReadOnlySpan<char> text, int limit)
    {
        if (TextVector.Of(text) is not { } vector)
        {
            return 0;
        }

        var leaders = Volatile.Read(ref _leaders);
        var group = Nearest(leaders, vector, limit, out var isLike);
        if (isLike || leaders.Length >= limit)
        {
            return group;
        }

        lock (_growth)
        {
            // Somebody else may have made a leader meanwhile.
            leaders = _leaders;
            group = Nearest(leaders, vector, limit, out isLike);
            if (!isLike && leaders.Length < limit)
            {
                Volatile.Write(ref _leaders, [.. leaders, vector]);
                group = leaders.Length + 1;
            }
        }

        return group;
    }

    internal IReadOnlyList<byte[]> ToLeaders() => Array.ConvertAll(Volatile.Read(ref _leaders), static leader => leader.ToBytes());

    private static int Nearest(TextVector[] leaders, TextVector vector, int limit, out bool isLike)
    {
        var (best, highest) = (0, double.NegativeInfinity);
        for (var index = 0; index < leaders.Length && index < limit; index++)
        {
            var cosine = leaders[index].Cosine(vector);
            if (cosine >= SameKind)
            {
                isLike = true;
                return index + 1;
            }

            if (cosine > highest)
            {
                (best, highest) = (index + 1, cosine);
            }
        }

        isLike = false;
        return best;
    }
}
