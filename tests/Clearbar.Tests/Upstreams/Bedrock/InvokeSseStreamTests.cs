using System.Buffers;
using System.Text;
using Clearbar.Upstreams.Bedrock;
using Clearbar.Wire.EventStream;

namespace Clearbar.Tests.Upstreams.Bedrock;

/// <summary>The stream a relay reads instead of Bedrock's frames, however the network cuts them and however little is asked at a time.</summary>
public sealed class InvokeSseStreamTests
{
    private static readonly string[] Events =
    [
        """{"type":"message_start","message":{"id":"msg_1"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße"}}""",
        """{"type":"message_stop"}""",
    ];

    private static readonly string Expected = "event: message_start\ndata: " + Events[0] + "\n\nevent: content_block_delta\ndata: " + Events[1]
        + "\n\nevent: message_stop\ndata: " + Events[2] + "\n\n";

    [Fact]
    public async Task Every_split_of_the_frames_gives_the_same_events()
    {
        var bytes = Frames();
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(Expected, await ReadAsync(new Pieces(bytes[..cut], bytes[cut..]), 4096));
        }

        Assert.Equal(Expected, await ReadAsync(new Pieces([.. bytes.Select(single => (byte[])[single])]), 4096));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task Small_reads_give_the_same_events(int size) => Assert.Equal(Expected, await ReadAsync(new Pieces(Frames()), size));

    [Fact]
    public async Task An_event_is_given_as_soon_as_its_frame_is_whole()
    {
        var first = Frame(Events[0]);
        await using var stream = new InvokeSseStream(new Pieces(first, Frame(Events[1])), "req");
        var buffer = new byte[4096];

        var read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken);

        Assert.Equal("event: message_start\ndata: " + Events[0] + "\n\n", Encoding.UTF8.GetString(buffer, 0, read));
    }

    [Fact]
    public async Task A_frame_that_was_cut_off_says_nothing()
    {
        var bytes = Frames();
        for (var length = 0; length < bytes.Length; length++)
        {
            var text = await ReadAsync(new Pieces(bytes[..length]), 4096);
            Assert.StartsWith(text, Expected, StringComparison.Ordinal);
            Assert.DoesNotContain("message_stop", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task After_a_bad_checksum_comes_an_error_event_and_nothing_else()
    {
        var bad = Frame(Events[1]);
        bad[^1] ^= 1;

        var text = await ReadAsync(new Pieces([.. Frame(Events[0]), .. bad, .. Frame(Events[2])]), 4096);

        Assert.Contains("event: error\ndata: ", text, StringComparison.Ordinal);
        Assert.EndsWith("\"request_id\":\"req\"}\n\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", text, StringComparison.Ordinal);
    }

    private static async Task<string> ReadAsync(Stream frames, int size)
    {
        await using var stream = new InvokeSseStream(frames, "req");
        using var all = new MemoryStream();
        var buffer = new byte[size];
        while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) is var read and > 0)
        {
            all.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    private static byte[] Frames() => [.. Events.SelectMany(Frame)];

    private static byte[] Frame(string json)
    {
        var output = new ArrayBufferWriter<byte>();
        EventStreamWriter.WriteEvent(
            output, "chunk"u8, Encoding.UTF8.GetBytes($$"""{"bytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(json))}}","p":"ab"}"""));
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Gives one piece per read, as a network does.</summary>
    private sealed class Pieces(params byte[][] pieces) : MemoryStream
    {
        private readonly Queue<byte[]> _pieces = new(pieces.Where(piece => piece.Length > 0));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_pieces.TryDequeue(out var piece))
            {
                return ValueTask.FromResult(0);
            }

            piece.CopyTo(buffer);
            return ValueTask.FromResult(piece.Length);
        }
    }
}
