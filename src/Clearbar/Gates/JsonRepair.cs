using System.Buffers;
using System.Text.Unicode;
using Clearbar.Gates.Streaming;

namespace Clearbar.Gates;

/// <summary>
/// Makes strict JSON (RFC 8259) out of what models write around and inside it, so that a right answer is not escalated for its punctuation:
/// raw control characters inside strings, code fences, prose before and after the value, a comma before a closing bracket, a byte order mark.
/// It never guesses: a cut value stays cut, and two objects in one answer are not one answer. An answer that begins with a bracket, after white space or
/// an opening code fence (<see cref="JsonLead"/>), is the value that begins there and no other: when that is broken, the answer is not JSON, however it
/// goes on. So a broken beginning can be refused while the rest still arrives (docs/decisions/0010).
/// One pass, linear time, at most six output bytes per input byte, never throws.
/// </summary>
public static class JsonRepair
{
    /// <summary>Longest text considered, in bytes; a 128,000-token answer is about 0.5 MB.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    private static readonly SearchValues<byte> ValueStarts = SearchValues.Create("{["u8);

    /// <summary>Reads <paramref name="text"/> as JSON, repairing it where it must. Valid JSON comes back as the same memory.</summary>
    public static JsonRepairResult Repair(ReadOnlyMemory<byte> text)
    {
        var span = text.Span;
        if (span.Length > MaxBytes || !Utf8.IsValid(span))
        {
            return new JsonRepairResult(JsonStatus.NotJson, default);
        }

        return StrictJson.IsValid(span) ? new JsonRepairResult(JsonStatus.Valid, text) : Extract(span);
    }

    // answer = *( prose / value ) with exactly one value that is an object, or no object and exactly one array.
    // A bracketed run that is no JSON ("[see above]", "{x}") is prose as a whole: looking inside it would take a part for the answer. A run that the text
    // begins with is never prose.
    private static JsonRepairResult Extract(ReadOnlySpan<byte> text)
    {
        var writer = new JsonRepairWriter(text.Length);
        byte[]? found = null;
        var foundObject = false;
        var ambiguous = false;
        var begins = BeginsWithValue(text);
        while (true)
        {
            var start = text.IndexOfAny(ValueStarts);
            if (start < 0)
            {
                break;
            }

            text = text[start..];
            writer.Clear();
            var length = writer.CopyBalanced(text);
            if (length == 0)
            {
                // Unbalanced up to the end: a cut answer, and whatever whole value it holds inside is only a part of it.
                return new JsonRepairResult(JsonStatus.NotJson, default);
            }

            var isObject = text[0] == (byte)'{';
            if ((isObject || !foundObject) && StrictJson.IsValid(writer.Written))
            {
                ambiguous = found is not null && (foundObject == isObject || begins);
                if (ambiguous && (isObject || begins))
                {
                    break;
                }

                found = writer.Written.ToArray();
                foundObject = isObject;
            }
            else if (begins && found is null)
            {
                return new JsonRepairResult(JsonStatus.NotJson, default);
            }

            text = text[length..];
        }

        return found is null || ambiguous
            ? new JsonRepairResult(JsonStatus.NotJson, default)
            : new JsonRepairResult(JsonStatus.Repaired, found);
    }

    private static bool BeginsWithValue(ReadOnlySpan<byte> text)
    {
        var lead = default(JsonLead);
        while (!text.IsEmpty)
        {
            var isMark = text.StartsWith(ByteOrderMark);
            if (lead.Next(isMark ? '\uFEFF' : (char)text[0]) is { } begins)
            {
                return begins;
            }

            text = text[(isMark ? ByteOrderMark.Length : 1)..];
        }

        return false;
    }
}
