using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Clearbar.Wire;

/// <summary>
/// Applies declared edits to a request body and copies every other byte as it came (invariant I2).
/// </summary>
public static class RequestBodyEditor
{
    /// <summary>
    /// Writes the edited body. Edits may come in any order but must not overlap; the outline must be of this very body. Cutting every
    /// element leaves an empty array, every member an empty object.
    /// </summary>
    /// <exception cref="ArgumentException">
    /// The outline is of another body, two edits touch the same bytes, or a range is neither an array element nor an object's member.
    /// </exception>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> body, RequestOutline outline, IReadOnlyList<RequestEdit> edits)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(outline);
        ArgumentNullException.ThrowIfNull(edits);
        if (outline.BodyLength != body.Length)
        {
            throw new ArgumentException(
                $"The outline is of a body of {outline.BodyLength} bytes, this one has {body.Length}.", nameof(outline));
        }

        if (edits.Count == 0)
        {
            output.Write(body);
            return;
        }

        var splices = new List<Splice>(edits.Count);
        AddMemberEdits(splices, body, outline, edits);
        AddCuts(splices, body, edits);
        AddReplacements(splices, body, edits);
        splices.Sort(static (left, right) => left.Start != right.Start ? left.Start.CompareTo(right.Start) : left.End.CompareTo(right.End));
        Copy(output, body, splices);
    }

    private static void Copy(IBufferWriter<byte> output, ReadOnlySpan<byte> body, List<Splice> splices)
    {
        var position = 0;
        foreach (var splice in splices)
        {
            if (splice.Start < position)
            {
                throw new ArgumentException($"Two edits touch the same bytes, near byte {splice.Start}.");
            }

            output.Write(body[position..splice.Start]);
            if (splice.Text is not null)
            {
                Encoding.UTF8.GetBytes(splice.Text, output);
            }

            position = splice.End;
        }

        output.Write(body[position..]);
    }

    private static void AddMemberEdits(
        List<Splice> splices, ReadOnlySpan<byte> body, RequestOutline outline, IReadOnlyList<RequestEdit> edits)
    {
        var members = outline.Members;
        var removed = new bool[members.Count];
        var added = new StringBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var edit in edits)
        {
            var name = edit switch { RequestEdit.Set set => set.Name, RequestEdit.Remove remove => remove.Name, _ => null };
            if (name is null)
            {
                continue;
            }

            if (!seen.Add(name))
            {
                throw new ArgumentException($"Two edits are about the member {name}.", nameof(edits));
            }

            var index = IndexOf(members, name);
            if (edit is RequestEdit.Remove)
            {
                if (index >= 0)
                {
                    removed[index] = true;
                }
            }
            else if (index >= 0)
            {
                splices.Add(new Splice(members[index].Value.Start, members[index].Value.End, ((RequestEdit.Set)edit).ValueJson));
            }
            else
            {
                added.Append(",\"").Append(JsonEncodedText.Encode(name)).Append("\":").Append(((RequestEdit.Set)edit).ValueJson);
            }
        }

        AddRemovals(splices, members, removed);
        AddMembers(splices, body, members, removed, added);
    }

    // A removed member takes the comma after it while a kept member follows, else the comma before it; so commas always fit.
    private static void AddRemovals(List<Splice> splices, IReadOnlyList<TopLevelMember> members, bool[] removed)
    {
        var keptFollows = false;
        for (var index = members.Count - 1; index >= 0; index--)
        {
            if (!removed[index])
            {
                keptFollows = true;
            }
            else if (keptFollows)
            {
                splices.Add(new Splice(members[index].Member.Start, members[index + 1].Member.Start, null));
            }
            else
            {
                var start = index == 0 ? members[0].Member.Start : members[index - 1].Member.End;
                splices.Add(new Splice(start, members[index].Member.End, null));
            }
        }
    }

    // New members go behind the last one, whether that stays or not: removals behind the last kept member end there.
    private static void AddMembers(
        List<Splice> splices, ReadOnlySpan<byte> body, IReadOnlyList<TopLevelMember> members, bool[] removed, StringBuilder added)
    {
        if (added.Length == 0)
        {
            return;
        }

        var hasKept = Array.IndexOf(removed, false) >= 0;
        var end = members.Count > 0 ? members[^1].Member.End : body.IndexOf((byte)'{') + 1;
        splices.Add(new Splice(end, end, hasKept ? added.ToString() : added.ToString(1, added.Length - 1)));
    }

    private static void AddReplacements(List<Splice> splices, ReadOnlySpan<byte> body, IReadOnlyList<RequestEdit> edits)
    {
        foreach (var edit in edits)
        {
            if (edit is RequestEdit.Replace { Range: var range } replace)
            {
                if (range.Start < 0 || range.End > body.Length || range.Length < 0)
                {
                    throw new ArgumentException($"Bytes {range.Start} to {range.End} are not in the body.", nameof(edits));
                }

                splices.Add(new Splice(range.Start, range.End, replace.Text));
            }
        }
    }

    private static void AddCuts(List<Splice> splices, ReadOnlySpan<byte> body, IReadOnlyList<RequestEdit> edits)
    {
        var elements = new List<ByteRange>();
        foreach (var edit in edits)
        {
            if (edit is RequestEdit.Cut cut)
            {
                elements.AddRange(cut.Elements);
            }
        }

        elements.Sort(static (left, right) => left.Start.CompareTo(right.Start));

        // From the back, so that it is known of each element whether a kept one follows in its array or object.
        var nextCutStart = -1;
        var nextIsTrailing = false;
        for (var index = elements.Count - 1; index >= 0; index--)
        {
            var element = elements[index];
            RefuseOutside(body, element);
            var after = SkipWhite(body, element.End);
            var isTrailing = body[after] is (byte)']' or (byte)'}';
            var next = after;
            if (!isTrailing)
            {
                Require(body[after] == ',', element);
                next = SkipWhite(body, after + 1);
                isTrailing = next == nextCutStart && nextIsTrailing;
            }

            splices.Add(isTrailing ? new Splice(EndOfPrevious(body, element), element.End, null) : new Splice(element.Start, next, null));
            nextCutStart = element.Start;
            nextIsTrailing = isTrailing;
        }
    }

    // With the comma before it, or from its own start when it is the first of its array or object.
    private static int EndOfPrevious(ReadOnlySpan<byte> body, ByteRange element)
    {
        var before = SkipWhiteBack(body, element.Start - 1);
        if (body[before] is (byte)'[' or (byte)'{')
        {
            return element.Start;
        }

        Require(body[before] == ',', element);
        return SkipWhiteBack(body, before - 1) + 1;
    }

    private static int SkipWhite(ReadOnlySpan<byte> body, int position)
    {
        while (position < body.Length - 1 && IsWhite(body[position]))
        {
            position++;
        }

        return position;
    }

    private static int SkipWhiteBack(ReadOnlySpan<byte> body, int position)
    {
        while (position > 0 && IsWhite(body[position]))
        {
            position--;
        }

        return position;
    }

    private static bool IsWhite(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';

    private static void RefuseOutside(ReadOnlySpan<byte> body, ByteRange element) =>
        Require(element.Start > 0 && element.Length > 0 && element.End < body.Length, element);

    private static void Require(bool condition, ByteRange element)
    {
        if (!condition)
        {
            throw new ArgumentException($"Bytes {element.Start} to {element.End} are not an element of an array or a member of an object.");
        }
    }

    private static int IndexOf(IReadOnlyList<TopLevelMember> members, string name)
    {
        for (var index = 0; index < members.Count; index++)
        {
            if (string.Equals(members[index].Name, name, StringComparison.Ordinal))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Bytes to drop and, in their place, text to write.</summary>
    private readonly record struct Splice(int Start, int End, string? Text);
}
