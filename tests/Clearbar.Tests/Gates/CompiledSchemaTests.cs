using System.Text.Json;
using Clearbar.Gates;
using Clearbar.Gates.Schemas;

namespace Clearbar.Tests.Gates;

public sealed class CompiledSchemaTests
{
    // schema, a value that obeys, a value that does not, and the reason given for it.
    public static TheoryData<string, string, string, string> Keywords => new()
    {
        { """{"type":"string"}""", "\"a\"", "1", "# type" },
        { """{"type":["string","null"]}""", "null", "1", "# type" },
        { """{"type":"integer"}""", "1.0", "1.5", "# type" },
        { """{"type":"number"}""", "1", "\"1\"", "# type" },
        { """{"const":{"a":[1]}}""", """{"a":[1.0]}""", """{"a":[2]}""", "# const" },
        { """{"enum":["a",1,null]}""", "null", "\"b\"", "# enum" },
        { """{"minimum":0}""", "0", "-0.1", "# minimum" },
        { """{"maximum":1}""", "1", "1.01", "# maximum" },
        { """{"exclusiveMinimum":0}""", "0.1", "0", "# exclusiveMinimum" },
        { """{"exclusiveMaximum":1}""", "0.9", "1", "# exclusiveMaximum" },
        { """{"multipleOf":0.1}""", "0.3", "0.25", "# multipleOf" },
        { """{"maximum":10}""", "-1e300", "1e300", "# maximum" },
        { """{"minLength":2}""", "\"ab\"", "\"🚀\"", "# minLength" },
        { """{"maxLength":1}""", "\"🚀\"", "\"ab\"", "# maxLength" },
        { """{"pattern":"^a+$"}""", "\"aa\"", "\"ab\"", "# pattern" },
        { """{"format":"date"}""", "\"2026-02-28\"", "\"2026-02-30\"", "# format" },
        { """{"format":"date-time"}""", "\"2026-02-28T10:00:00.5Z\"", "\"2026-02-28T10:00:00\"", "# format" },
        { """{"format":"time"}""", "\"10:00:00+01:00\"", "\"25:00:00Z\"", "# format" },
        { """{"format":"email"}""", "\"a@b.example\"", "\"a.b.example\"", "# format" },
        { """{"format":"ipv4"}""", "\"10.0.0.1\"", "\"10.1\"", "# format" },
        { """{"format":"ipv6"}""", "\"::1\"", "\"1::2::3\"", "# format" },
        { """{"format":"uuid"}""", "\"2f1b5c1e-0f0e-4b7c-9d57-0a4c5b9f6a11\"", "\"2f1b5c1e\"", "# format" },
        { """{"format":"uri"}""", "\"https://a.example/b\"", "\"/b\"", "# format" },
        { """{"format":"hostname"}""", "\"a.example\"", "\"-a-.exa mple\"", "# format" },
        { """{"required":["intent"]}""", """{"intent":1}""", "{}", "#/intent required" },
        { """{"properties":{"a":{"properties":{"b":{"type":"string"}}}}}""", """{"a":{"b":"x"}}""", """{"a":{"b":1}}""", "#/a/b type" },
        { """{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1}""", """{"secret":1}""", "#/* additionalProperties" },
        { """{"properties":{"a":false}}""", "{}", """{"a":1}""", "#/a false" },
        { """{"patternProperties":{"^n_":{"type":"number"}}}""", """{"n_x":1,"y":""}""", """{"n_x":""}""", "#/* type" },
        { """{"propertyNames":{"maxLength":2}}""", """{"ab":1}""", """{"abc":1}""", "#/* propertyNames" },
        { """{"minProperties":1}""", """{"a":1}""", "{}", "# minProperties" },
        { """{"maxProperties":1}""", """{"a":1}""", """{"a":1,"b":2}""", "# maxProperties" },
        { """{"dependentRequired":{"a":["b"]}}""", """{"b":1}""", """{"a":1}""", "#/b dependentRequired" },
        { """{"dependentSchemas":{"a":{"required":["b"]}}}""", "{}", """{"a":1}""", "#/b required" },
        { """{"items":{"type":"string"}}""", """["a"]""", """["a",1]""", "#/1 type" },
        { """{"prefixItems":[{"type":"string"}],"items":false}""", """["a"]""", """["a",1]""", "#/1 false" },
        { """{"items":[{"type":"string"}],"additionalItems":{"type":"number"}}""", """["a",1]""", """["a","b"]""", "#/1 type" },
        { """{"minItems":1}""", "[1]", "[]", "# minItems" },
        { """{"maxItems":1}""", "[1]", "[1,2]", "# maxItems" },
        { """{"uniqueItems":true}""", "[1,2]", "[1,1.0]", "# uniqueItems" },
        { """{"contains":{"type":"number"}}""", """["a",1]""", """["a"]""", "# contains" },
        { """{"contains":{"type":"number"},"maxContains":1}""", "[1]", "[1,2]", "# maxContains" },
        { """{"allOf":[{"type":"number"},{"minimum":2}]}""", "2", "1", "# minimum" },
        { """{"anyOf":[{"type":"string"},{"type":"integer"}]}""", "1", "1.5", "# anyOf" },
        { """{"oneOf":[{"type":"number"},{"minimum":2}]}""", "1", "3", "# oneOf" },
        { """{"not":{"type":"string"}}""", "1", "\"a\"", "# not" },
        { """{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}""", """{"c":1}""", """{"a":1}""", "#/b required" },
        { """{"$defs":{"t":{"type":"string"}},"properties":{"a":{"$ref":"#/$defs/t"}}}""", """{"a":""}""", """{"a":1}""", "#/a type" },
        { """{"properties":{"next":{"$ref":"#"}},"required":["id"]}""", """{"id":1,"next":{"id":2}}""", """{"id":1,"next":{}}""", "#/next/id required" },
        { """{"definitions":{"a/b":{"type":"string"}},"$ref":"#/definitions/a~1b"}""", "\"\"", "1", "# type" },
    };

    [Theory]
    [MemberData(nameof(Keywords))]
    public void Each_keyword_accepts_what_obeys_and_names_what_does_not(string schema, string good, string bad, string reason)
    {
        Assert.True(CompiledSchema.TryCompile(schema, out var compiled, out var error), error);

        Assert.Equal((GateOutcome.Pass, ""), Validate(compiled, good));
        Assert.Equal((GateOutcome.Fail, reason), Validate(compiled, bad));
    }

    [Theory]
    [InlineData("""{"type":"strin"}""", "#/type must be one of null, boolean, integer, number, string, array, object")]
    [InlineData("""{"type":[]}""", "#/type must be a type name or a list of them")]
    [InlineData("""{"properties":{"a":{"unevaluatedProperties":false}}}""", "#/properties/a uses \"unevaluatedProperties\"")]
    [InlineData("""{"$ref":"https://example.com/schema"}""", "only references inside the schema")]
    [InlineData("""{"$ref":"#/$defs/missing"}""", "which is not in the schema")]
    [InlineData("""{"pattern":"(?=a)"}""", "#/pattern needs backtracking")]
    [InlineData("""{"pattern":"("}""", "#/pattern is not a valid regular expression")]
    [InlineData("""{"minLength":-1}""", "#/minLength must be a whole number from 0")]
    [InlineData("""{"multipleOf":0}""", "#/multipleOf must be a number above 0")]
    [InlineData("""{"required":"a"}""", "#/required must be a list")]
    [InlineData("""{"items":3}""", "#/items must be a schema")]
    [InlineData("""{"enum":["\ud800"]}""", "surrogate")]
    [InlineData("""{"type": }""", "is not valid JSON (line 1, byte 10)")]
    [InlineData("3", "# must be a schema")]
    public void A_schema_that_cannot_be_enforced_is_refused_with_its_place(string schema, string expected)
    {
        Assert.False(CompiledSchema.TryCompile(schema, out _, out var error));

        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"$ref":"#"}""")]
    [InlineData("""{"not":{"$ref":"#"}}""")]
    [InlineData("""{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}""")]
    [InlineData("""{"if":{"$ref":"#"},"then":true}""")]
    public void A_schema_that_runs_in_circles_is_unsure_instead_of_endless(string schema)
    {
        Assert.True(CompiledSchema.TryCompile(schema, out var compiled, out var error), error);

        Assert.Equal((GateOutcome.Unsure, "too complex to decide"), Validate(compiled, "{}"));
    }

    private static (GateOutcome Outcome, string Reason) Validate(CompiledSchema schema, string value)
    {
        using var document = JsonDocument.Parse(value);
        return (schema.Validate(document.RootElement, out var reason), reason);
    }
}
