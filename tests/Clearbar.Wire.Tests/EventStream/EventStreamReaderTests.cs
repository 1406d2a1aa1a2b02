using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Clearbar.Wire.EventStream;

namespace Clearbar.Wire.Tests.EventStream;

/// <summary>The frame reader against botocore's byte vectors and against frames made with the AWS codec for JavaScript.</summary>
public sealed class EventStreamReaderTests
{
    private static readonly JsonElement Botocore = Vector.Json("eventstream/botocore-frames.json");
    private static readonly JsonElement Generated = Vector.Json("eventstream/generated-frames.json");

    public static TheoryData<string> BotocorePositive => Names(Botocore.GetProperty("positive"));

    public static TheoryData<string> GeneratedPositive => Names(Generated.GetProperty("positive"));

    [Theory]
    [MemberData(nameof(BotocorePositive))]
    public void Botocore_frames_are_read_with_all_headers(string name)
    {
        var vector = Botocore.GetProperty("positive").Named(name);
        var bytes = vector.Hex("hex");
        Assert.Equal(FrameStatus.Frame, EventStreamReader.TryRead(bytes, out var frame));
        Assert.Equal(bytes.Length, frame.TotalLength);
        Assert.Equal(vector.Hex("payloadHex"), frame.Payload.ToArray());
        var count = 0;
        foreach (var header in frame.Headers)
        {
            count++;
            var expected = vector.GetProperty("headers").GetProperty(Encoding.UTF8.GetString(header.Name));
            Assert.Equal(Describe(expected), Describe(header));
        }

        Assert.Equal(vector.GetProperty("headers").EnumerateObject().Count(), count);
    }

    [Theory]
    [InlineData("CORRUPTED_HEADER_LENGTH", FrameStatus.BadPreludeCrc)]
    [InlineData("CORRUPTED_LENGTH", FrameStatus.BadPreludeCrc)]
    [InlineData("CORRUPTED_HEADERS", FrameStatus.BadMessageCrc)]
    [InlineData("CORRUPTED_PAYLOAD", FrameStatus.BadMessageCrc)]
    [InlineData("DUPLICATE_HEADER", FrameStatus.BadHeader)]
    [InlineData("INVALID_HEADERS_LENGTH", FrameStatus.BadLength)]
    public void Botocore_corruptions_are_told_apart(string name, FrameStatus expected) =>
        Assert.Equal(expected, EventStreamReader.TryRead(Botocore.GetProperty("negative").Named(name).Hex("hex"), out _));

    [Fact]
    public void A_payload_one_byte_over_the_limit_is_refused_from_the_prelude_alone() =>
        Assert.Equal(FrameStatus.BadLength, EventStreamReader.TryRead(Convert.FromHexString("0180002100000000dd3f33b1"), out _));

    [Theory]
    [InlineData(131072 + 16, 131072, FrameStatus.Incomplete)]
    [InlineData(131073 + 16, 131073, FrameStatus.BadLength)]
    [InlineData(25165824 + 16, 0, FrameStatus.Incomplete)]
    [InlineData(25165825 + 16, 0, FrameStatus.BadLength)]
    [InlineData(15, 0, FrameStatus.BadLength)]
    [InlineData(20, 5, FrameStatus.BadLength)]
    [InlineData(-1, 0, FrameStatus.BadLength)]
    [InlineData(16, -1, FrameStatus.BadLength)]
    public void Lengths_are_judged_from_the_prelude_alone(int total, int headers, FrameStatus expected)
    {
        var prelude = new byte[12];
        BinaryPrimitives.WriteInt32BigEndian(prelude, total);
        BinaryPrimitives.WriteInt32BigEndian(prelude.AsSpan(4), headers);
        BinaryPrimitives.WriteUInt32BigEndian(prelude.AsSpan(8), Crc32.Compute(prelude.AsSpan(0, 8)));
        Assert.Equal(expected, EventStreamReader.TryRead(prelude, out _));
    }

    [Theory]
    [MemberData(nameof(GeneratedPositive))]
    public void Frames_of_the_aws_codec_are_read(string name)
    {
        var vector = Generated.GetProperty("positive").Named(name);
        Assert.Equal(FrameStatus.Frame, EventStreamReader.TryRead(vector.Hex("hex"), out var frame));
        foreach (var expected in vector.GetProperty("headers").EnumerateObject())
        {
            Assert.True(frame.TryGetHeader(Encoding.UTF8.GetBytes(expected.Name), out var header));
            var value = expected.Value.GetProperty("value");
            switch (expected.Value.Text("type"))
            {
                case "boolean":
                    Assert.Equal(value.GetBoolean() ? 1 : 0, header.ToInt64());
                    break;
                case "string":
                    Assert.Equal(value.GetString(), Encoding.UTF8.GetString(header.Value));
                    break;
                case "binary":
                    Assert.Equal(value.GetString(), Convert.ToHexStringLower(header.Value));
                    break;
                default:
                    Assert.Equal("timestamp", expected.Value.Text("type"));
                    Assert.Equal(value.GetDateTimeOffset().ToUnixTimeMilliseconds(), header.ToInt64());
                    break;
            }
        }
    }

    [Theory]
    [InlineData("prelude-crc-flipped", FrameStatus.BadPreludeCrc)]
    [InlineData("payload-bit-flipped", FrameStatus.BadMessageCrc)]
    [InlineData("truncated-by-one", FrameStatus.Incomplete)]
    [InlineData("header-length-beyond-message", FrameStatus.BadPreludeCrc)]
    public void Bad_frames_of_the_aws_codec_are_refused(string name, FrameStatus expected) =>
        Assert.Equal(expected, EventStreamReader.TryRead(Generated.GetProperty("negative").Named(name).Hex("hex"), out _));

    [Fact]
    public void Every_strict_prefix_of_every_frame_consumes_nothing()
    {
        foreach (var vector in Botocore.GetProperty("positive").EnumerateArray())
        {
            var bytes = vector.Hex("hex");
            for (var length = 0; length < bytes.Length; length++)
            {
                Assert.Equal(FrameStatus.Incomplete, EventStreamReader.TryRead(bytes.AsSpan(0, length), out _));
            }
        }
    }

    [Fact]
    public void Any_flipped_bit_of_a_frame_is_noticed()
    {
        var bytes = Botocore.GetProperty("positive").Named("PAYLOAD_ONE_STR_HEADER").Hex("hex");
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Contains(EventStreamReader.TryRead(bytes, out _), new[] { FrameStatus.BadPreludeCrc, FrameStatus.BadMessageCrc });
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData("0178", "value missing")]
    [InlineData("00", "name of length zero")]
    [InlineData("05787800", "name longer than the headers")]
    [InlineData("01780a", "type ten")]
    [InlineData("01780700", "half a length")]
    [InlineData("0178070003ffff", "string longer than the headers")]
    [InlineData("017805ffffffff", "half an integer")]
    [InlineData("01780900112233", "half a uuid")]
    public void Headers_that_break_the_grammar_are_refused(string headersHex, string why)
    {
        Assert.NotEmpty(why);
        Assert.Equal(FrameStatus.BadHeader, EventStreamReader.TryRead(FrameOf(Convert.FromHexString(headersHex)), out _));
    }

    [Fact]
    public void A_frame_with_hundreds_of_headers_is_refused()
    {
        var headers = new List<byte>();
        for (var index = 0; index < 300; index++)
        {
            headers.AddRange([2, (byte)(index / 256), (byte)(index % 256), 0]);
        }

        Assert.Equal(FrameStatus.BadHeader, EventStreamReader.TryRead(FrameOf([.. headers]), out _));
        Assert.Equal(FrameStatus.Frame, EventStreamReader.TryRead(FrameOf([.. headers.Take(4 * 256)]), out _));
    }

    // A frame with the given header bytes, no payload and right checksums.
    private static byte[] FrameOf(byte[] headers)
    {
        var frame = new byte[16 + headers.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), headers.Length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(8), Crc32.Compute(frame.AsSpan(0, 8)));
        headers.CopyTo(frame.AsSpan(12));
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(frame.Length - 4), Crc32.Compute(frame.AsSpan(0, frame.Length - 4)));
        return frame;
    }

    private static string Describe(EventStreamHeader header) => header.Type switch
    {
        EventStreamHeaderType.True => "True",
        EventStreamHeaderType.False => "False",
        EventStreamHeaderType.Text => Encoding.UTF8.GetString(header.Value),
        EventStreamHeaderType.Bytes => Convert.ToHexStringLower(header.Value),
        EventStreamHeaderType.Uuid => Convert.ToHexStringLower(header.ToGuid().ToByteArray(bigEndian: true)),
        _ => header.ToInt64().ToString(CultureInfo.InvariantCulture),
    };

    private static string Describe(JsonElement expected) => expected.ValueKind switch
    {
        JsonValueKind.Object => expected.Text("bytesHex"),
        _ => expected.ToString(),
    };

    private static TheoryData<string> Names(JsonElement array)
    {
        var names = new TheoryData<string>();
        foreach (var vector in array.EnumerateArray())
        {
            names.Add(vector.Text("name"));
        }

        return names;
    }
}
