using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.Wire;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Requests;

public sealed class CacheMarkersTests
{
    private const string Marker = "\"cache_control\":{\"type\":\"ephemeral\"}";
    private const string Point = "{\"cachePoint\":{\"type\":\"default\"}}";

    [Theory]
    [InlineData("[{\"type\":\"text\",\"text\":\"a\",MARK},{\"type\":\"text\",\"text\":\"b\"}]", "[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]")]
    [InlineData("[{MARK,\"type\":\"text\",\"text\":\"a\"}]", "[{\"type\":\"text\",\"text\":\"a\"}]")]
    [InlineData("[{\"type\":\"text\" , MARK , \"text\":\"a\"}]", "[{\"type\":\"text\" , \"text\":\"a\"}]")]
    [InlineData("[{ MARK , \"type\":\"text\",\"text\":\"a\"}]", "[{ \"type\":\"text\",\"text\":\"a\"}]")]
    [InlineData("[{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":[{\"type\":\"text\",\"text\":\"x\",MARK}],MARK}]", "[{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]}]")]
    [InlineData("[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{MARK}}]", "[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{MARK}}]")]
    [InlineData("[{\"type\":\"text\",\"text\":\"in words: cache_control\"}]", "[{\"type\":\"text\",\"text\":\"in words: cache_control\"}]")]
    public void Markers_are_cut_with_their_commas_and_what_only_looks_like_one_stays(string content, string expected)
    {
        var text = "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":" + content.Replace("MARK", Marker, StringComparison.Ordinal) + "}]}";
        var wanted = "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":" + expected.Replace("MARK", Marker, StringComparison.Ordinal) + "}]}";

        Assert.Equal(wanted, Cut(WireDialects.Anthropic, text));
    }

    [Theory]
    [InlineData("[POINT,{\"text\":\"a\"}]", "[{\"text\":\"a\"}]")]
    [InlineData("[{\"text\":\"a\"}, POINT]", "[{\"text\":\"a\"}]")]
    [InlineData("[{\"text\":\"a\"},POINT,POINT]", "[{\"text\":\"a\"}]")]
    [InlineData("[{\"toolUse\":{\"toolUseId\":\"1\",\"name\":\"n\",\"input\":{\"x\":[POINT]}}}]", "[{\"toolUse\":{\"toolUseId\":\"1\",\"name\":\"n\",\"input\":{\"x\":[POINT]}}}]")]
    public void Cache_points_are_cut_as_elements_and_a_tools_input_is_not_looked_into(string content, string expected)
    {
        var text = "{\"messages\":[{\"role\":\"user\",\"content\":" + content.Replace("POINT", Point, StringComparison.Ordinal) + "}]}";
        var wanted = "{\"messages\":[{\"role\":\"user\",\"content\":" + expected.Replace("POINT", Point, StringComparison.Ordinal) + "}]}";

        Assert.Equal(wanted, Cut(WireDialects.Converse, text));
    }

    [Fact]
    public void Whatever_the_blocks_the_body_without_markers_is_the_one_that_never_had_any()
    {
        var block = Gen.Zip(Gen.Choose(0, 3), Gen.Zip(Gen.Elements(true, false), Gen.Elements(true, false)));
        Prop.ForAll(block.NonEmptyListOf().ToArbitrary(), blocks =>
        {
            var marked = Body(blocks, mark: true);
            var plain = Body(blocks, mark: false);
            return JsonNode.DeepEquals(JsonNode.Parse(Cut(WireDialects.Anthropic, marked)), JsonNode.Parse(plain));
        }).QuickCheckThrowOnFailure();
    }

    private static string Body(IEnumerable<(int Kind, (bool Marked, bool First) Mark)> blocks, bool mark)
    {
        var texts = new List<string>();
        foreach (var (kind, (marked, first)) in blocks)
        {
            var own = kind switch
            {
                0 => "\"type\":\"text\",\"text\":\"a\"",
                1 => "\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"n\",\"input\":{" + Marker + "}",
                2 => "\"type\":\"document\",\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"cache_control\"}",
                _ => "\"type\":\"text\",\"text\":\"\\\"cache_control\\\"\"",
            };
            texts.Add(!mark || !marked ? "{" + own + "}" : first ? "{" + Marker + ", " + own + "}" : "{" + own + " ," + Marker + "}");
        }

        return "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[" + string.Join(" , ", texts) + "]}]}";
    }

    private static string Cut(WireDialect dialect, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        Assert.True(dialect.TryReadRequest(body, dialect.Id == Dialect.Converse ? "m" : null, false, out var outline, out var fault), fault?.Message);
        var output = new ArrayBufferWriter<byte>();
        RequestBodyEditor.Write(output, body, outline, [new RequestEdit.Cut("cache_control", CacheMarkers.Find(dialect.Id, body))]);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
