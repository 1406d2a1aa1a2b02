using System.Text;
using System.Text.Json;
using Clearbar.Wire.EventStream;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.EventStream;

/// <summary>The frame writer must be byte for byte what the AWS codec writes.</summary>
public sealed class EventStreamWriterTests
{
    [Fact]
    public void Frames_are_byte_identical_to_those_of_the_aws_codec()
    {
        var written = 0;
        foreach (var stream in Vector.Json("eventstream/generated-streams.json").GetProperty("cases").EnumerateArray())
        {
            var rest = stream.Hex("streamHex").AsSpan();
            foreach (var frame in stream.GetProperty("frames").EnumerateArray())
            {
                var expected = rest[..frame.GetProperty("length").GetInt32()];
                rest = rest[expected.Length..];
                if (TryRewrite(frame, out var rewritten))
                {
                    Assert.Equal(expected.ToArray(), rewritten);
                    written++;
                }
            }

            Assert.True(rest.IsEmpty);
        }

        Assert.True(written > 40, $"only {written} frames were compared");
    }

    [Fact]
    public void What_is_written_is_read_back() => Prop.ForAll<NonEmptyArray<byte>, byte[]>((name, payload) =>
    {
        var type = name.Get.AsSpan(0, Math.Min(name.Get.Length, 200)).ToArray();
        payload ??= [];
        var bytes = Written.By(output => EventStreamWriter.WriteEvent(output, type, payload));
        return EventStreamReader.TryRead(bytes, out var frame) == FrameStatus.Frame
            && frame.TotalLength == bytes.Length
            && frame.MessageType.SequenceEqual("event"u8)
            && frame.EventType.SequenceEqual(type)
            && frame.ExceptionType.IsEmpty
            && frame.Payload.SequenceEqual(payload);
    }).QuickCheckThrowOnFailure();

    private static bool TryRewrite(JsonElement frame, out byte[] bytes)
    {
        var headers = frame.GetProperty("headers");
        var payload = Encoding.UTF8.GetBytes(frame.Text("payloadUtf8"));
        bytes = [];
        if (headers.TryGetProperty(":event-type", out var type))
        {
            bytes = Written.By(output => EventStreamWriter.WriteEvent(output, Encoding.UTF8.GetBytes(type.GetString()!), payload));
        }
        else if (headers.TryGetProperty(":exception-type", out var exception))
        {
            bytes = Written.By(output => EventStreamWriter.WriteException(output, Encoding.UTF8.GetBytes(exception.GetString()!), payload));
        }

        return bytes.Length > 0;
    }
}
