using System.Buffers;
using System.Text.Json;

namespace Clearbar.Gates;

/// <summary>Decides whether bytes are one strict JSON value (RFC 8259) that can be parsed and whose every string can be read.</summary>
internal static class StrictJson
{
    /// <summary>Deepest nesting accepted: the default of <see cref="JsonDocument"/>, so what is valid here parses there.</summary>
    public const int MaxDepth = 64;

    public static bool IsValid(ReadOnlySpan<byte> utf8)
    {
        if (!MayStartValue(utf8))
        {
            return false;
        }

        char[]? scratch = null;
        try
        {
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (reader.Read())
            {
                // The reader accepts the escape of half a surrogate pair ("\ud800"); reading that string later would throw.
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                {
                    scratch ??= ArrayPool<char>.Shared.Rent(utf8.Length);
                    reader.CopyString(scratch);
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        finally
        {
            if (scratch is not null)
            {
                // What the model wrote must not stay readable in a pool shared with the whole process.
                ArrayPool<char>.Shared.Return(scratch, clearArray: true);
            }
        }
    }

    // Plain prose is the common answer; without this check each one would cost a thrown exception.
    private static bool MayStartValue(ReadOnlySpan<byte> utf8)
    {
        var start = utf8.IndexOfAnyExcept(" \t\r\n"u8);
        return start >= 0 && (utf8[start] is (byte)'{' or (byte)'[' or (byte)'"' or (byte)'-' or (byte)'t' or (byte)'f' or (byte)'n'
            || char.IsAsciiDigit((char)utf8[start]));
    }
}
