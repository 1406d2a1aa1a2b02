using System.Text.Json;
using Clearbar.Gates;
using Clearbar.Gates.Expressions;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.Gates;

public sealed class ExpressionTests
{
    private const string Invoice = """
        {"items":[{"amount":0.1,"name":"a"},{"amount":0.2,"name":"b"}],"total":0.3,"start":"2026-02-28","end":"2026-03-01T00:00:00+01:00",
         "status":"open","flag":true,"nothing":null,"odd name":1,"tags":["x","y"],"huge":1e40,"empty":[],"nested":{"n":[[1,2],[3]]}}
        """;

    [Theory]
    [InlineData("sum(items[].amount) == total")]
    [InlineData("abs(items[0].amount + items[1].amount - total) <= 0.00")]
    [InlineData("end > start")]
    [InlineData("days(end) - days(start) < 1")]
    [InlineData("len(items[0].name) > 0 and count(items) == 2")]
    [InlineData("status in ['open', \"closed\"] and status not in ['lost']")]
    [InlineData("not (status == 'closed') or missing == 1")]
    [InlineData("flag")]
    [InlineData("flag or missing == 1")]
    [InlineData("missing == 1 or flag")]
    [InlineData("nothing == null and exists(total) and not exists(nothing) and not exists(missing)")]
    [InlineData("`odd name` == 1.0")]
    [InlineData("tags == ['x', 'y'] and contains(tags, 'y') and unique(tags)")]
    [InlineData("-total + 1 == 0.7 and 7 % 4 == 3 and 2 + 3 * 4 == 14 and (2 + 3) * 4 == 20 and 10 - 3 - 2 == 5")]
    [InlineData("round(2.5) == 3 and round(0.125, 2) == 0.13")]
    [InlineData("max(items[].amount) == 0.2 and min(items[].amount) == 0.1 and avg(items[].amount) == 0.15")]
    [InlineData("sum(nested.n[][]) == 6 and sum(empty) == 0")]
    [InlineData("'3' != 3")]
    [InlineData("startsWith(lower('ABC'), 'ab') and endsWith(trim(' x '), 'x')")]
    public void A_condition_that_holds_passes(string text)
    {
        Assert.Equal((GateOutcome.Pass, ""), Evaluate(text, Invoice));
    }

    [Theory]
    [InlineData("total == 0.30000001", GateOutcome.Fail, "total == 0.30000001 does not hold")]
    [InlineData("end < start", GateOutcome.Fail, "end < start does not hold")]
    [InlineData("missing > 1", GateOutcome.Unsure, "missing missing")]
    [InlineData("sum(items[].price) == 1", GateOutcome.Unsure, "items[].price missing")]
    [InlineData("flag and missing == 1", GateOutcome.Unsure, "missing missing")]
    [InlineData("status + 1 == 2", GateOutcome.Fail, "status is not a number")]
    [InlineData("sum(items[].name) == 1", GateOutcome.Fail, "items[].name is not a number")]
    [InlineData("sum(total) == 1", GateOutcome.Fail, "total is not a list")]
    [InlineData("total < status", GateOutcome.Fail, "status is not a number")]
    [InlineData("nothing < 1", GateOutcome.Fail, "nothing is not a number, a text or a date")]
    [InlineData("huge > 1", GateOutcome.Fail, "huge has more than 28 digits")]
    [InlineData("total / (total - 0.3) > 1", GateOutcome.Fail, "division by zero")]
    [InlineData("total", GateOutcome.Fail, "total is not true or false")]
    [InlineData("max(empty) > 1", GateOutcome.Unsure, "an item of empty missing")]
    [InlineData("9999999999999999999999999999 * 9999999999 > 1", GateOutcome.Fail, "a result has more than 28 digits")]
    public void What_does_not_hold_fails_and_what_is_missing_is_unsure(string text, GateOutcome outcome, string reason)
    {
        Assert.Equal((outcome, reason), Evaluate(text, Invoice));
    }

    [Theory]
    [InlineData("", "at character 1: a value is missing: a number, a text, a member or a function")]
    [InlineData("a = 1", "at character 3: write == to compare")]
    [InlineData("a == 1 b", "at character 8: nothing more can follow here")]
    [InlineData("a == 'x", "at character 6: this quote is never closed")]
    [InlineData("a == 1;", "at character 7: a character that has no meaning here")]
    [InlineData("sum(a", "at character 6: ) is missing")]
    [InlineData("sum(a, b) == 1", "at character 1: sum takes 1 operand")]
    [InlineData("a + 1", "must be a condition, for example sum(items[].amount) == total")]
    [InlineData("1 and 2", "at character 7: and, or, not join conditions, not values")]
    [InlineData("12345678901234567890123456789 > a", "at character 1: a number has at most 28 digits")]
    public void Mistakes_are_told_with_their_position(string text, string error)
    {
        Assert.False(Expression.TryCompile(text, out _, out var told));
        Assert.Equal(error, told);
    }

    [Fact]
    public void An_unknown_function_is_told_with_the_known_ones()
    {
        Assert.False(Expression.TryCompile("a == 1 and total(b) > 1", out _, out var error));
        Assert.StartsWith("at character 12: total is not a function; known: abs, avg, contains, ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Length_and_depth_are_bounded()
    {
        Assert.False(Expression.TryCompile(new string('(', 40) + "a" + new string(')', 40), out _, out var deep));
        Assert.Equal("at character 33: nests deeper than 32", deep);
        Assert.False(Expression.TryCompile("a == " + new string('1', 1000), out _, out var longer));
        Assert.Equal("is longer than 1000 characters; write several gates", longer);
        Assert.False(Expression.TryCompile(string.Concat(Enumerable.Repeat("not ", 100)) + "a", out _, out var negated));
        Assert.Contains("nests deeper", negated, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_too_large_to_compute_is_unsure_and_ends_soon()
    {
        var json = $"[{string.Join(',', Enumerable.Range(0, 100_000))}]";

        Assert.Equal((GateOutcome.Unsure, "too much to compute"), Evaluate("unique([])", json));
    }

    [Fact]
    public void Sums_are_decimal_where_binary_floating_point_would_be_wrong()
    {
        var json = JsonSerializer.Serialize(new { items = Enumerable.Repeat(0.1m, 1000).ToArray(), total = 100.0m });

        Assert.Equal(GateOutcome.Pass, Evaluate("sum(items) == total", json).Outcome);
        Assert.NotEqual(100.0, Enumerable.Repeat(0.1, 1000).Sum());
    }

    [Fact]
    public void No_text_makes_the_compiler_throw()
    {
        var word = Gen.Elements(
            "a", "b", "items", "[", "]", "[]", "(", ")", ".", ",", "+", "-", "*", "/", "%", "==", "<", ">=", "!=", "in", "not", "and", "or", "true", "null",
            "1", "0.5", "0", "79228162514264337593543950335", "'x'", "\"2026-01-01\"", "sum(", "count(", "len(", "round(", "days(", "exists(", "unique(",
            "contains(", "`q", "'", "\\", "=", "\ud800", " ");

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(20_000), Prop.ForAll(word.ListOf().ToArbitrary(), words =>
            Expression.TryCompile(string.Join(' ', words), out _, out var error) == (error is null)));
    }

    [Fact]
    public void No_JSON_makes_an_evaluation_throw()
    {
        string[] documents =
        [
            """{"a":1,"b":"2026-01-01","items":[1,"x",null,[2]]}""", """{"a":79228162514264337593543950335,"b":1e-28,"items":[]}""", "[]", "null", "\"a\"",
            """{"a":1e999999999999,"b":-0,"items":{"a":{}}}""", """{"a":9999999999999999999999999999,"b":0.0000000000000000000000000001,"items":[true]}""",
        ];
        var term = Gen.Elements(
            "a", "b", "items", "items[]", "items[1]", "items.a", "missing", "null", "true", "0", "9999999999999999999999999999", "0.1", "'2026-01-01'", "'x'",
            "sum(items)", "avg(items)", "max(items[])", "count(items)", "len(b)", "abs(a)", "round(a, 28)", "round(a, b)", "lower(b)", "days(b)", "[a, b, 1]", "-a");
        var sum = from left in term from sign in Gen.Elements("+", "-", "*", "/", "%") from right in term select $"{left} {sign} {right}";
        var operand = Gen.OneOf(term, sum);
        var comparison = from left in operand
                         from sign in Gen.Elements("==", "!=", "<", "<=", ">", ">=", "in", "not in")
                         from right in operand
                         select $"{left} {sign} {right}";
        var condition = Gen.OneOf(comparison, Gen.Elements("exists(a)", "unique(items)", "contains(items, a)", "startsWith(b, 'x')", "not true", "missing"));
        var whole = from left in condition from word in Gen.Elements("and", "or", "and not") from right in condition select $"{left} {word} ({right})";

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(whole.ToArbitrary(), text => documents.All(document =>
        {
            var (outcome, reason) = Evaluate(text, document);
            return (outcome == GateOutcome.Pass) == (reason.Length == 0);
        })));
    }

    private static (GateOutcome Outcome, string Reason) Evaluate(string text, string json)
    {
        Assert.True(Expression.TryCompile(text, out var expression, out var error), error);
        using var document = JsonDocument.Parse(json);
        return (expression.Evaluate(document.RootElement, out var reason), reason);
    }
}
