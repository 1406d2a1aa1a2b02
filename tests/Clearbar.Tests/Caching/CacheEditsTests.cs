using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.Caching;
using Clearbar.Routing;
using Clearbar.Tiers;
using Clearbar.Upstreams;
using Clearbar.Wire;

namespace Clearbar.Tests.Caching;

public sealed class CacheEditsTests
{
    private const string Line = "x-anthropic-billing-header: cc_version=2.1.38.X; cc_entrypoint=cli; cch=1a2b3;";

    [Theory]
    [InlineData("""[{"role":"user","content":"hi"}]""", """[{"role":"user","content":[{"type":"text","text":"hi","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]""")]
    [InlineData(
        """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image","source":{}}]}]""",
        """[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image","source":{},"cache_control":{"type":"ephemeral","ttl":"1h"}}]}]""")]
    [InlineData(
        """[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"thinking","thinking":"t","signature":"s"}]}]""",
        """[{"role":"user","content":"q"},{"role":"assistant","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"thinking","thinking":"t","signature":"s"}]}]""")]
    public void An_automatic_marker_goes_to_the_last_block_that_takes_one(string messages, string expected)
    {
        var (labels, body) = Edit($$$"""{"model":"claude-opus-5","max_tokens":1,"messages":{{{messages}}},"cache_control":{"type":"ephemeral","ttl":"1h"}}""");

        Assert.Equal($$$"""{"model":"claude-opus-5","max_tokens":1,"messages":{{{expected}}}}""", body);
        Assert.Equal("-cache_control,cache_control>block", labels);
    }

    [Fact]
    public void A_block_that_is_marked_already_keeps_its_own_marker()
    {
        const string Messages = """[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]}]""";

        var (labels, body) = Edit($$$"""{"model":"claude-opus-5","max_tokens":1,"cache_control":{"type":"ephemeral"},"messages":{{{Messages}}}}""");

        Assert.Equal($$$"""{"model":"claude-opus-5","max_tokens":1,"messages":{{{Messages}}}}""", body);
        Assert.Equal("-cache_control,-cache_control:block-has-one", labels);
    }

    [Fact]
    public void With_four_explicit_markers_the_automatic_one_is_left_out_and_said_so()
    {
        const string Block = """{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}""";

        var (labels, body) = Edit($$$"""{"model":"claude-opus-5","max_tokens":1,"cache_control":{"type":"ephemeral"},"messages":[{"role":"user","content":[{{{Block}}},{{{Block}}},{{{Block}}},{{{Block}}},{"type":"text","text":"b"}]}]}""");

        Assert.Equal("-cache_control,-cache_control:no-slot-left", labels);
        Assert.Equal(4, body.Split("cache_control").Length - 1);
    }

    [Theory]
    [InlineData(Surface.AnthropicApi)]
    [InlineData(Surface.ClaudePlatformAws)]
    [InlineData(Surface.Emulator)]
    public void Where_the_api_takes_it_nothing_is_changed(Surface surface)
    {
        var (labels, _) = Edit(
            $$$"""{"model":"claude-opus-5","max_tokens":1,"cache_control":{"type":"ephemeral"},"system":"{{{Line}}}","messages":[{"role":"user","content":"a"}]}""", surface);

        Assert.Equal("none", labels);
    }

    [Theory]
    [InlineData($$"""[{"type":"text","text":"{{Line}}"},{"type":"text","text":"You are"}]""", """[{"type":"text","text":"You are"}]""")]
    [InlineData($$"""[ {"text":"{{Line}}","type":"text"} ]""", "[  ]")]
    [InlineData($"\"{Line}\\nYou are\"", "\"You are\"")]
    public void The_billing_line_is_cut_on_bedrock(string system, string expected)
    {
        var (labels, body) = Edit($$"""{"model":"claude-opus-5","max_tokens":1,"system":{{system}},"messages":[{"role":"user","content":"a"}]}""");

        Assert.Equal("-system:billing-header", labels);
        Assert.Equal($$"""{"model":"claude-opus-5","max_tokens":1,"system":{{expected}},"messages":[{"role":"user","content":"a"}]}""", body);
    }

    [Theory]
    [InlineData("\"You may see x-anthropic-billing-header: here\"")]
    [InlineData($$"""[{"type":"text","text":"You are"},{"type":"text","text":"{{Line}}"}]""")]
    [InlineData($$"""[{"type":"text","text":"{{Line}}\nand a prompt"}]""")]
    public void What_only_mentions_the_line_stays(string system)
    {
        var (labels, _) = Edit($$"""{"model":"claude-opus-5","max_tokens":1,"system":{{system}},"messages":[{"role":"user","content":"a"}]}""");

        Assert.Equal("none", labels);
    }

    [Fact]
    public void The_owner_may_keep_the_billing_line()
    {
        var (labels, _) = Edit($$"""{"model":"claude-opus-5","max_tokens":1,"system":"{{Line}}","messages":[{"role":"user","content":"a"}]}""", cut: false);

        Assert.Equal("none", labels);
    }

    private static (string Labels, string Body) Edit(string json, Surface surface = Surface.Bedrock, bool cut = true)
    {
        var body = Encoding.UTF8.GetBytes(json);
        Assert.True(WireDialects.Anthropic.TryReadRequest(body, null, null, out var outline, out var fault), fault?.Message);
        var step = new PlannedStep { Rung = "opus", Deployment = new Deployment { Name = "d", Surface = surface, PricedAs = surface } };
        var edits = new List<RequestEdit>();
        CacheEdits.Add(outline, body, step, cut, edits);
        var output = new ArrayBufferWriter<byte>();
        RequestBodyEditor.Write(output, body, outline, edits);
        var text = Encoding.UTF8.GetString(output.WrittenSpan);
        Assert.NotNull(JsonNode.Parse(text));
        return (RequestEdit.LabelsOf(edits), text);
    }
}
