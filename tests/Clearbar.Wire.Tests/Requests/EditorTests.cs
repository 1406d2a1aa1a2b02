using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Requests;

/// <summary>Edits change what they say and not one byte more.</summary>
public sealed class EditorTests
{
    private const string Base = "\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";

    [Theory]
    [InlineData("{\"model\":\"a\"," + Base + "}", "{\"model\":\"b\"," + Base + "}")]
    [InlineData("{ \"model\" :  \"a\" , " + Base + " }", "{ \"model\" :  \"b\" , " + Base + " }")]
    [InlineData("{" + Base + ",\"model\":\"a\"}", "{" + Base + ",\"model\":\"b\"}")]
    public void Set_replaces_the_value_alone(string body, string expected) => Assert.Equal(expected, Edit(body, new RequestEdit.Set("model", "\"b\"")));

    [Fact]
    public void Set_adds_an_absent_member_at_the_end() =>
        Assert.Equal(
            "{\"model\":\"a\"," + Base + ",\"thinking\":{\"type\":\"adaptive\"},\"x\":1 }",
            Edit("{\"model\":\"a\"," + Base + " }", new RequestEdit.Set("thinking", "{\"type\":\"adaptive\"}"), new RequestEdit.Set("x", "1")));

    [Theory]
    [InlineData("{\"top_k\":1, \"model\":\"a\"," + Base + "}", "{\"model\":\"a\"," + Base + "}")]
    [InlineData("{\"model\":\"a\", \"top_k\" : 1 ,\n" + Base + "}", "{\"model\":\"a\", " + Base + "}")]
    [InlineData("{\"model\":\"a\"," + Base + " , \"top_k\":1 }", "{\"model\":\"a\"," + Base + " }")]
    [InlineData("{\"model\":\"a\"," + Base + "}", "{\"model\":\"a\"," + Base + "}")]
    public void Remove_takes_the_member_and_one_comma(string body, string expected) => Assert.Equal(expected, Edit(body, new RequestEdit.Remove("top_k")));

    [Fact]
    public void Removing_every_member_leaves_an_empty_object_to_which_members_can_be_added()
    {
        const string Body = " { \"model\" : \"a\" , " + Base + " } ";
        RequestEdit[] all = [new RequestEdit.Remove("messages"), new RequestEdit.Remove("model"), new RequestEdit.Remove("max_tokens")];
        Assert.Equal(" {  } ", Edit(Body, all));
        Assert.Equal(" { \"x\":1,\"y\":2 } ", Edit(Body, [.. all, new RequestEdit.Set("x", "1"), new RequestEdit.Set("y", "2")]));
    }

    [Theory]
    [InlineData("[T,K]", "[K]")]
    [InlineData("[ T , K ]", "[ K ]")]
    [InlineData("[K,T]", "[K]")]
    [InlineData("[ K , T ]", "[ K ]")]
    [InlineData("[K,T,K]", "[K,K]")]
    [InlineData("[ K , T , T , K ]", "[ K , K ]")]
    [InlineData("[T]", "[]")]
    [InlineData("[ T , T\n]", "[ \n]")]
    [InlineData("[T,T,K,T,T,K,T,T]", "[K,K]")]
    public void Cut_takes_elements_with_the_commas_that_join_them(string content, string expected)
    {
        const string Thinking = """{"type":"thinking","thinking":"a,b]","signature":"s"}""";
        const string Kept = """{"type":"text","text":"[k,"}""";
        string Fill(string form) => "{\"model\":\"a\",\"max_tokens\":1,\"messages\":[{\"role\":\"assistant\",\"content\":"
            + form.Replace("T", "\u0001", StringComparison.Ordinal).Replace("K", Kept, StringComparison.Ordinal).Replace("\u0001", Thinking, StringComparison.Ordinal) + "}]}";
        var body = Fill(content);
        Assert.Equal(Fill(expected), Edit(body, new RequestEdit.Cut("thinking", Outline(body).ThinkingBlocks)));
        Assert.Equal(Fill(expected), Edit(body, [.. Outline(body).ThinkingBlocks.Reverse().Select(range => new RequestEdit.Cut("thinking", [range]))]));
    }

    [Fact]
    public void Edits_of_all_kinds_together_change_the_tree_as_said_and_leave_other_members_byte_identical() => Prop.ForAll(RandomJson.Seeds, seed =>
    {
        var text = AnthropicRequests.Make(seed);
        var body = Encoding.UTF8.GetBytes(text);
        var outline = Outline(text);
        var json = new RandomJson(seed);
        var names = outline.Members.Select(member => member.Name).Where(name => name != "messages").Append("added").Append("gone").ToArray();
        var edits = names.Select(name => json.Count(2) switch { 0 => null, 1 => (RequestEdit)new RequestEdit.Set(name, json.Any()), _ => new RequestEdit.Remove(name) })
            .OfType<RequestEdit>().ToList();
        edits.Insert(json.Count(edits.Count), new RequestEdit.Cut("thinking", outline.ThinkingBlocks));
        var edited = Edit(text, [.. edits]);
        using var after = JsonDocument.Parse(edited, new JsonDocumentOptions { MaxDepth = 512 });
        foreach (var edit in edits)
        {
            switch (edit)
            {
                case RequestEdit.Set set:
                    Assert.Equal(set.ValueJson, after.RootElement.GetProperty(set.Name).GetRawText());
                    break;
                case RequestEdit.Remove remove:
                    Assert.False(after.RootElement.TryGetProperty(remove.Name, out _));
                    break;
                default:
                    break;
            }
        }

        var touched = edits.Select(edit => edit.Label.TrimStart('-')).Append("messages").ToHashSet(StringComparer.Ordinal);
        foreach (var member in outline.Members.Where(member => !touched.Contains(member.Name)))
        {
            Assert.Contains(Encoding.UTF8.GetString(member.Member.Of(body)), edited, StringComparison.Ordinal);
        }

        using var before = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 512 });
        AssertThinkingGone(before.RootElement.GetProperty("messages"), after.RootElement.GetProperty("messages"));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void No_edits_copy_the_body()
    {
        const string Body = " {\"model\":\"a\"," + Base + "}\r\n";
        Assert.Equal(Body, Edit(Body));
    }

    [Fact]
    public void Edits_that_overlap_are_refused()
    {
        const string Body = """{"model":"a","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"x"}]}]}""";
        var cut = new RequestEdit.Cut("thinking", Outline(Body).ThinkingBlocks);
        Assert.Throws<ArgumentException>(() => Edit(Body, cut, new RequestEdit.Set("messages", "[]")));
        Assert.Throws<ArgumentException>(() => Edit(Body, cut, new RequestEdit.Remove("messages")));
        Assert.Throws<ArgumentException>(() => Edit(Body, cut, cut));
        Assert.Throws<ArgumentException>(() => Edit(Body, new RequestEdit.Set("model", "1"), new RequestEdit.Remove("model")));
    }

    [Fact]
    public void A_range_that_is_no_element_and_an_outline_of_another_body_are_refused()
    {
        const string Body = "{\"model\":\"a\"," + Base + "}";
        Assert.Throws<ArgumentException>(() => Edit(Body, new RequestEdit.Cut("x", [new ByteRange(1, 7)])));
        Assert.Throws<ArgumentException>(() => Edit(Body, new RequestEdit.Cut("x", [new ByteRange(5, 5000)])));
        Assert.Throws<ArgumentException>(() =>
            Written.By(output => RequestBodyEditor.Write(output, "{}"u8, Outline(Body), [new RequestEdit.Remove("x")])));
    }

    private static void AssertThinkingGone(JsonElement before, JsonElement after)
    {
        foreach (var (was, now) in before.EnumerateArray().Zip(after.EnumerateArray()))
        {
            var (old, kept) = (was.GetProperty("content"), now.GetProperty("content"));
            if (old.ValueKind == JsonValueKind.String)
            {
                Assert.Equal(old.GetRawText(), kept.GetRawText());
                continue;
            }

            Assert.Equal(
                old.EnumerateArray().Where(block => block.Text("type") is not ("thinking" or "redacted_thinking")).Select(block => block.GetRawText()),
                kept.EnumerateArray().Select(block => block.GetRawText()));
        }
    }

    private static RequestOutline Outline(string body)
    {
        Assert.True(WireDialects.Anthropic.TryReadRequest(Encoding.UTF8.GetBytes(body), null, null, out var outline, out var fault), fault?.ToString());
        return outline!;
    }

    private static string Edit(string body, params RequestEdit[] edits) =>
        Written.Text(output => RequestBodyEditor.Write(output, Encoding.UTF8.GetBytes(body), Outline(body), edits));
}
