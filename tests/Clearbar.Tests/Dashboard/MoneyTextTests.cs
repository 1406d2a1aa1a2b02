using Clearbar.Dashboard.Amounts;
using Clearbar.Pricing;

namespace Clearbar.Tests.Dashboard;

public sealed class MoneyTextTests
{
    [Theory]
    [InlineData("0", "$0")]
    [InlineData("0.047205", "$0.047205")]
    [InlineData("-1.50", "−$1.5")]
    [InlineData("1234567.000000000001", "$1234567.000000000001")]
    public void Exact_amounts_keep_every_digit(string amount, string text) => Assert.Equal(text, MoneyText.Exact(Of(amount)));

    [Theory]
    [InlineData("0", "$0")]
    [InlineData("1234567.895", "$1,234,567.90")]
    [InlineData("12.345", "$12.35")]
    [InlineData("-12.345", "−$12.35")]
    [InlineData("0.5", "$0.500")]
    [InlineData("0.047205", "$0.0472")]
    [InlineData("0.00123450001", "$0.00123")]
    [InlineData("0.0000123", "$0.000012")]
    public void Short_amounts_have_three_significant_digits_and_at_least_cents(string amount, string text) =>
        Assert.Equal(text, MoneyText.Short(Of(amount)));

    [Theory]
    [InlineData("0.0000001", "<$0.000001")]
    [InlineData("-0.0000001", "−<$0.000001")]
    public void An_amount_is_never_rounded_to_nothing(string amount, string text) => Assert.Equal(text, MoneyText.Short(Of(amount)));

    [Fact]
    public void A_column_has_the_decimals_of_its_largest_amount()
    {
        Usd[] column = [Of("0.003"), Of("-250"), Of("4.1")];

        var decimals = MoneyText.DecimalsFor(column);

        Assert.Equal(["<$0.01", "−$250.00", "$4.10"], column.Select(amount => MoneyText.Rounded(amount, decimals)));
    }

    private static Usd Of(string amount) => new(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));
}
