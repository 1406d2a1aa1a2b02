using Clearbar.Classes;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Classes;

public sealed class TemplateMaskTests
{
    [Theory]
    [InlineData("Today is Saturday, November 21, 2026.", "Today is □.")]
    [InlineData("Today is 2026-11-21T10:32:05.123+01:00.", "Today is □.")]
    [InlineData("It is 10:32 AM on 21 Nov 2026, UTC.", "It is □ on □, UTC.")]
    [InlineData("Request 7f9c24e8-3b1d-4e5a-9c60-1a2b3c4d5e6f of tenant deadbeef", "Request □ of tenant □")]
    [InlineData("Write to maria.gonzalez@example.org, please.", "Write to □, please.")]
    [InlineData("See https://shop.example.com/orders/4711/items?session=abc", "See https://shop.example.com/orders/□/items?□")]
    [InlineData("The customer Maria Gonzalez de la Cruz asks", "The customer □ asks")]
    [InlineData("Name: Li\nYou are helpful", "Name: □\nYou are helpful")]
    [InlineData("{\"name\": \"Anne-Marie O'Brien\", \"plan\": \"gold\"}", "{\"name\": \"□\", \"plan\": \"gold\"}")]
    [InlineData("Working directory: /home/maria/shop", "Working directory: /home/□/shop")]
    [InlineData("Translate into French.", "Translate into French.")]
    [InlineData("  a\t\tb\n\nc ", "a b\nc")]
    [InlineData("", "")]
    public void What_changes_between_requests_is_masked_and_nothing_else(string text, string mask) => Assert.Equal(mask, TemplateMask.Apply(text));

    [Fact]
    public void Masking_twice_is_masking_once()
    {
        var words = Gen.Elements(
            "user", "Name:", "Maria", "de", "is", "is,", "12", "□", "(□,", "AM", "Nov", "a-b", "https://x.io/a?b=c", "deadbeef", "mail@x.org", "\n",
            "May", "customer", "Hello", ".", "—", "x1-2", "/home/bo/12", "Li,", "\"name\":", "1,2", "😀", "?", "#");
        var texts = words.ListOf(30).Select(static list => string.Join(' ', list));
        Prop.ForAll(texts.ToArbitrary(), static text => TemplateMask.Apply(TemplateMask.Apply(text)) == TemplateMask.Apply(text))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), static text => text is null || TemplateMask.Apply(TemplateMask.Apply(text)) == TemplateMask.Apply(text))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void One_template_with_any_dates_names_and_ids_has_one_mask()
    {
        var random = new Random(20261121);
        foreach (var template in PromptTemplates.All)
        {
            var masks = new HashSet<string>();
            for (var draw = 0; draw < 100; draw++)
            {
                masks.Add(TemplateMask.Apply(PromptTemplates.Fill(template, random)));
            }

            Assert.True(masks.Count == 1, string.Join("\n", masks.Take(3)));
        }
    }

    [Fact]
    public void Different_templates_have_different_masks()
    {
        var random = new Random(7);
        Assert.Equal(
            PromptTemplates.All.Count,
            PromptTemplates.All.Select(template => TemplateMask.Apply(PromptTemplates.Fill(template, random))).Distinct().Count());
    }
}
