using System.Buffers;
using System.Text;
using System.Text.Json;
using Clearbar.Routing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Routing;

public sealed class ParameterAdapterTests
{
    [Fact]
    public void The_model_asked_for_needs_no_edit()
    {
        var (edits, _) = Adapt("""{"model":"claude-opus-5","max_tokens":16,"temperature":0.2,"messages":[{"role":"user","content":"hi"}]}""", "claude-opus-5");

        Assert.Empty(edits);
    }

    [Fact]
    public void Sampling_parameters_are_removed_and_listed_when_the_target_refuses_them()
    {
        var (edits, body) = Adapt(
            """{"model":"claude-haiku-4-5","max_tokens":16,"temperature":0.2,"top_k":5,"messages":[{"role":"user","content":"hi"}]}""", "claude-opus-5");

        Assert.Equal(["model", "-temperature", "-top_k"], edits.Select(edit => edit.Label));
        Assert.False(body.TryGetProperty("temperature", out _));
        Assert.False(body.TryGetProperty("top_k", out _));
        Assert.Equal("claude-opus-5", body.GetProperty("model").GetString());
    }

    [Theory]
    [InlineData("claude-haiku-4-5-20251001", """{"type":"enabled","budget_tokens":2048}""")]
    [InlineData("claude-sonnet-5", """{"type":"adaptive"}""")]
    public void A_thinking_rung_switches_thinking_on_in_the_form_the_model_takes_and_pays_for_it_on_top(string model, string thinking)
    {
        var (edits, body) = Adapt(
            """{"model":"claude-opus-5","max_tokens":100,"temperature":1,"messages":[{"role":"user","content":"hi"}]}""", model, thinks: true, budget: 2048);

        Assert.Equal(thinking, body.GetProperty("thinking").GetRawText());
        Assert.Equal(2148, body.GetProperty("max_tokens").GetInt32());
        Assert.False(body.TryGetProperty("temperature", out _));
        Assert.Contains("thinking", edits.Select(edit => edit.Label));
    }

    [Fact]
    public void Another_model_s_thinking_blocks_are_cut_and_everything_around_them_stays()
    {
        const string Sent = """{"model":"claude-opus-5","max_tokens":16,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]}""";

        var (edits, _, text) = AdaptText(Sent, "claude-sonnet-5", thinks: false, 1024);

        Assert.Equal(["model", "-thinking"], edits.Select(edit => edit.Label));
        Assert.Equal(
            Sent.Replace("claude-opus-5", "claude-sonnet-5", StringComparison.Ordinal)
                .Replace("""{"type":"thinking","thinking":"t","signature":"s"},""", "", StringComparison.Ordinal),
            text);
    }

    [Fact]
    public void A_budget_becomes_adaptive_thinking_on_a_model_that_takes_no_budget()
    {
        var (_, body) = Adapt(
            """{"model":"claude-haiku-4-5","max_tokens":4096,"thinking":{"type":"enabled","budget_tokens":2000},"messages":[{"role":"user","content":"hi"}]}""",
            "claude-opus-5");

        Assert.Equal("""{"type":"adaptive"}""", body.GetProperty("thinking").GetRawText());
    }

    [Fact]
    public void Converse_gets_its_thinking_in_additional_fields_and_keeps_the_others()
    {
        var body = """{"messages":[{"role":"user","content":[{"text":"hi"}]}],"inferenceConfig":{"maxTokens":100,"temperature":0.5,"stopSequences":["x"]},"additionalModelRequestFields":{"top_k":3,"other":1}}"""u8.ToArray();
        Assert.True(WireDialects.Converse.TryReadRequest(body, "claude-opus-5", false, out var outline, out _));

        var edits = ParameterAdapter.EditsFor(outline, body, Step("claude-sonnet-5", thinks: true), 1024, new ThinkingOrigins());
        using var json = JsonDocument.Parse(Write(body, outline, edits));

        Assert.Equal("""{"maxTokens":1124,"stopSequences":["x"]}""", json.RootElement.GetProperty("inferenceConfig").GetRawText());
        Assert.Equal("""{"other":1,"thinking":{"type":"adaptive"}}""", json.RootElement.GetProperty("additionalModelRequestFields").GetRawText());
    }

    [Fact]
    public void A_converse_client_s_thinking_is_put_into_the_form_the_model_takes()
    {
        var body = """{"messages":[{"role":"user","content":[{"text":"hi"}]}],"inferenceConfig":{"maxTokens":5000},"additionalModelRequestFields":{"thinking":{"type":"adaptive"},"other":1}}"""u8.ToArray();
        Assert.True(WireDialects.Converse.TryReadRequest(body, "claude-opus-5", false, out var outline, out _));

        var edits = ParameterAdapter.EditsFor(outline, body, Step("claude-haiku-4-5", thinks: false), 2048, new ThinkingOrigins());
        using var json = JsonDocument.Parse(Write(body, outline, edits));

        Assert.Equal(
            """{"thinking":{"type":"enabled","budget_tokens":2048},"other":1}""", json.RootElement.GetProperty("additionalModelRequestFields").GetRawText());
    }

    [Theory]
    [InlineData("claude-sonnet-5", false, false)]
    [InlineData("claude-sonnet-5", true, true)]
    [InlineData("claude-opus-5", true, false)]
    public void Thinking_is_cut_for_every_model_but_the_one_that_signed_it_and_the_one_asked_for_is_no_exception(string target, bool isAsked, bool cut)
    {
        var origins = new ThinkingOrigins();
        var body = """{"model":"MODEL","max_tokens":16,"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]}"""u8.ToArray();
        Assert.True(WireDialects.Anthropic.TryReadRequest(body, null, null, out var outline, out _));
        var signature = ThinkingSignatures.Of(outline.ThinkingBlocks[0].Of(body))!.Value;
        origins.Remember([signature], Step(isAsked ? "claude-opus-5" : "claude-sonnet-5", thinks: false).Model);

        var edits = ParameterAdapter.EditsFor(outline, body, Step(target, thinks: false) with { IsAskedModel = isAsked }, 1024, origins);

        Assert.Equal(cut, edits.Any(static edit => edit.Label == "-thinking"));
    }

    private static (IReadOnlyList<RequestEdit> Edits, JsonElement Body) Adapt(string sent, string model, bool thinks = false, int budget = 1024)
    {
        var (edits, body, _) = AdaptText(sent, model, thinks, budget);
        return (edits, body);
    }

    private static (IReadOnlyList<RequestEdit> Edits, JsonElement Body, string Text) AdaptText(string sent, string model, bool thinks, int budget)
    {
        var body = Encoding.UTF8.GetBytes(sent);
        Assert.True(WireDialects.Anthropic.TryReadRequest(body, null, null, out var outline, out var fault), fault?.Message);
        var edits = ParameterAdapter.EditsFor(outline, body, Step(model, thinks), budget, new ThinkingOrigins());
        var written = Write(body, outline, edits);
        using var json = JsonDocument.Parse(written);
        return (edits, json.RootElement.Clone(), Encoding.UTF8.GetString(written));
    }

    private static byte[] Write(byte[] body, RequestOutline outline, IReadOnlyList<RequestEdit> edits)
    {
        var output = new ArrayBufferWriter<byte>();
        RequestBodyEditor.Write(output, body, outline, edits);
        return output.WrittenSpan.ToArray();
    }

    private static PlannedStep Step(string id, bool thinks)
    {
        Assert.True(ModelCatalog.Embedded.TryResolve(id, out var model, out _));
        return new PlannedStep { Rung = model.Family, Model = model, WireModelId = model.Id, Thinking = thinks };
    }
}
