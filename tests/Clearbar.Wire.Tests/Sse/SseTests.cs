using System.Text;
using Clearbar.Wire.Sse;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.Sse;

/// <summary>The event reader and writer against the WHATWG grammar and the examples of its text.</summary>
public sealed class SseTests
{
    [Theory]
    [InlineData("data: x\n\n", "|x")]
    [InlineData("data: x\r\n\r\n", "|x")]
    [InlineData("data: x\r\ra", "|x")]
    [InlineData("data:x\n\n", "|x")]
    [InlineData("data:  x\n\n", "| x")]
    [InlineData("event: a\ndata: x\n\n", "a|x")]
    [InlineData("data: x\nevent: a\n\n", "a|x")]
    [InlineData("event: a\nevent: b\ndata: x\n\n", "b|x")]
    [InlineData(": comment\ndata: x\n\n", "|x")]
    [InlineData("data: YHOO\ndata: +2\ndata: 10\n\n", "|YHOO\n+2\n10")]
    [InlineData("data: a\r\nid: 7\rdata: b\n\n", "|a\nb")]
    [InlineData("data\ndata\n\n", "|\n")]
    [InlineData("data\n\n", "|")]
    [InlineData("data:\n\n", "|")]
    [InlineData("retry: 3\nunknown: y\ndata: x\n\n", "|x")]
    [InlineData("data : x\n\n", null)]
    [InlineData("event: a\n\n", null)]
    [InlineData(": only a comment\n\n", null)]
    [InlineData("\n", null)]
    public void Blocks_are_read_as_the_standard_says(string block, string? expected)
    {
        var bytes = Encoding.UTF8.GetBytes(block);
        Assert.True(SseReader.TryReadEvent(bytes, out var sse));
        Assert.Equal(expected is not null, sse.HasData);
        if (expected is not null)
        {
            Assert.Equal(expected, Encoding.UTF8.GetString(sse.Name) + "|" + Encoding.UTF8.GetString(sse.Data));
        }
    }

    [Theory]
    [InlineData("data: x\n\ndata: y\n\n", 9)]
    [InlineData("data: x\r\n\r\ndata: y", 11)]
    [InlineData("data: x\r\rdata: y", 9)]
    public void Only_the_first_block_is_consumed(string text, int length)
    {
        Assert.True(SseReader.TryReadEvent(Encoding.UTF8.GetBytes(text), out var sse));
        Assert.Equal(length, sse.TotalLength);
    }

    [Fact]
    public void A_carriage_return_at_the_end_waits_for_its_line_feed()
    {
        Assert.False(SseReader.TryReadEvent("data: x\r\n\r"u8, out _));
        Assert.False(SseReader.TryReadEvent("data: x\r\r"u8, out _));
        Assert.True(SseReader.TryReadEvent("data: x\r\r"u8, out var sse, endOfStream: true));
        Assert.Equal(9, sse.TotalLength);
    }

    [Fact]
    public void A_byte_order_mark_is_skipped_at_the_start_only()
    {
        byte[] marked = [0xEF, 0xBB, 0xBF, .. "data: x\n\n"u8];
        Assert.True(SseReader.TryReadEvent(marked, out var atStart, atStart: true));
        Assert.Equal("x"u8.ToArray(), atStart.Data.ToArray());
        Assert.Equal(marked.Length, atStart.TotalLength);
        Assert.True(SseReader.TryReadEvent(marked, out var later));
        Assert.False(later.HasData);
    }

    [Fact]
    public void Every_strict_prefix_consumes_nothing()
    {
        foreach (var text in new[] { "event: a\ndata: x\n\n", "event: a\r\ndata: x\r\ndata: y\r\n\r\n", ": c\nid: 1\ndata: x\n\n" })
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            for (var length = 0; length < bytes.Length; length++)
            {
                Assert.False(SseReader.TryReadEvent(bytes.AsSpan(0, length), out _), $"{text} cut at {length}");
            }
        }
    }

    [Fact]
    public void What_is_written_is_read_back_with_line_breaks_made_equal() => Prop.ForAll<NonNull<string>, NonNull<string>>((name, data) =>
    {
        var safeName = name.Get.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
        var nameBytes = Encoding.UTF8.GetBytes(safeName);
        var dataBytes = Encoding.UTF8.GetBytes(data.Get);
        var bytes = Written.By(output => SseWriter.WriteEvent(output, nameBytes, dataBytes));
        var expected = Encoding.UTF8.GetString(dataBytes).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return SseReader.TryReadEvent(bytes, out var sse)
            && sse.TotalLength == bytes.Length
            && sse.HasData
            && sse.Name.SequenceEqual(nameBytes)
            && string.Equals(Encoding.UTF8.GetString(sse.Data), expected, StringComparison.Ordinal);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_name_with_a_line_break_is_refused() =>
        Assert.Throws<ArgumentException>(() => Written.By(output => SseWriter.WriteEvent(output, "a\nb"u8, "x"u8)));

    [Fact]
    public void A_comment_reaches_no_client()
    {
        var bytes = Written.By(output => SseWriter.WriteComment(output, "keep-alive"u8));
        Assert.Equal(": keep-alive\n\n", Encoding.UTF8.GetString(bytes));
        Assert.True(SseReader.TryReadEvent(bytes, out var sse));
        Assert.False(sse.HasData);
    }
}
