using System.Text.Json;
using Clearbar.Pricing;

namespace Clearbar.Ledger.Journal;

/// <summary>
/// The compact form of a charge's lines, the same in the journal and in the store:
/// <c>lines = [ *[ item quantity rate multiplier amount ] ]</c>, a text and four exact decimal numbers each. Later elements may be added
/// at the end of an inner array; readers ignore those they do not know.
/// </summary>
public static class LedgerLines
{
    /// <summary>Writes <c>lines</c>.</summary>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<LedgerLine> lines)
    {
        json.WriteStartArray();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            json.WriteStartArray();
            json.WriteStringValue(line.Item);
            json.WriteNumberValue(line.Quantity);
            json.WriteNumberValue(line.Rate);
            json.WriteNumberValue(line.Multiplier);
            json.WriteNumberValue(line.Amount.Amount);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>Reads <c>lines</c>; the reader stands on the opening bracket and is left on the closing one.</summary>
    public static IReadOnlyList<LedgerLine> Read(ref Utf8JsonReader json)
    {
        var lines = new List<LedgerLine>(4);
        while (json.Read() && json.TokenType == JsonTokenType.StartArray)
        {
            json.Read();
            var item = json.GetString() ?? "";
            var quantity = ReadDecimal(ref json);
            var rate = ReadDecimal(ref json);
            var multiplier = ReadDecimal(ref json);
            var amount = ReadDecimal(ref json);
            lines.Add(new LedgerLine(item, quantity, rate, multiplier, new Usd(amount)));
            SkipToEndOfArray(ref json);
        }

        return lines;
    }

    private static decimal ReadDecimal(ref Utf8JsonReader json)
    {
        json.Read();
        return json.GetDecimal();
    }

    private static void SkipToEndOfArray(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            json.Skip();
        }
    }
}
