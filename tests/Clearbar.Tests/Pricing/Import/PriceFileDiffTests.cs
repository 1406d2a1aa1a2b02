using System.Text;
using Clearbar.Pricing;
using Clearbar.Pricing.Import;

namespace Clearbar.Tests.Pricing.Import;

/// <summary>Two price files, row by row.</summary>
public sealed class PriceFileDiffTests
{
    private static readonly string s_haikuRow = Row("\"claude-haiku-4-5-20251001\"");

    [Fact]
    public void File_compared_with_itself_has_no_changes() => Assert.Empty(Diff("", ""));

    [Fact]
    public void Changed_price_has_its_row_its_field_and_both_values()
    {
        var change = Assert.Single(Diff(s_haikuRow, Edited("\"output\": \"5\"", "\"output\": \"4.5\"")));
        Assert.Equal(("changed", "claude-haiku-4-5-20251001 anthropic-api from 2025-10-15"), (change.Kind, change.Row));
        Assert.Equal(("output", "5", "4.5"), (change.Field, change.Old, change.New));
    }

    [Fact]
    public void Row_that_starts_on_another_day_is_removed_and_added()
    {
        var changes = Diff(s_haikuRow, Edited("2025-10-15", "2025-10-16"));
        Assert.Equal(["removed", "added"], changes.Select(change => change.Kind));
        Assert.Contains("input 1, output 5", changes[1].New, StringComparison.Ordinal);
    }

    [Fact]
    public void Changed_rule_is_reported()
    {
        var change = Assert.Single(Diff("\"regionalMultiplier\": \"1.1\"", "\"regionalMultiplier\": \"1.15\""));
        Assert.Equal(("rules", "bedrock.regionalMultiplier", "1.1", "1.15"), (change.Row, change.Field, change.Old, change.New));
    }

    private static IReadOnlyList<PriceFileChange> Diff(string text, string by)
    {
        var changed = text.Length == 0 ? PriceMaps.PriceFile : PriceMaps.PriceFile.Replace(text, by, StringComparison.Ordinal);
        return PriceFileDiff.Between(PriceBook.Embedded.File, PriceFileReader.Read(Encoding.UTF8.GetBytes(changed)));
    }

    private static string Edited(string text, string by) => s_haikuRow.Replace(text, by, StringComparison.Ordinal);

    // The text of the first price row of a model, with the model's own lines before it so that it occurs once.
    private static string Row(string id)
    {
        var start = PriceMaps.PriceFile.IndexOf(id, StringComparison.Ordinal);
        var row = PriceMaps.PriceFile.IndexOf("\"anthropic-api\": [", start, StringComparison.Ordinal);
        return PriceMaps.PriceFile[start..PriceMaps.PriceFile.IndexOf(']', row)];
    }
}
