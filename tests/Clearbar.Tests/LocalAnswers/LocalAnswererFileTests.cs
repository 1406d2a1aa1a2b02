using System.Buffers.Binary;
using System.Security.Cryptography;
using Clearbar.LocalAnswers;

namespace Clearbar.Tests.LocalAnswers;

public class LocalAnswererFileTests
{
    private static readonly LocalAnswerer Answerer = LocalAnswererTrainer.Train(TrainedSample.Small, TrainedSample.Quick);
    private static readonly byte[] File = Save(Answerer);

    [Fact]
    public void A_loaded_answerer_says_what_the_saved_one_said()
    {
        var loaded = LocalAnswerer.Load(new MemoryStream(File));

        Assert.Equal(Answerer.Labels, loaded.Labels);
        Assert.Equal(Answerer.Curve.Points, loaded.Curve.Points);
        Assert.Equal(Answerer.ThresholdFor(0.9), loaded.ThresholdFor(0.9));
        Assert.All(TrainedSample.Test, e => Assert.Equal(Answerer.Predict(e.Text), loaded.Predict(e.Text)));
        Assert.Equal(File, Save(loaded));
    }

    [Fact]
    public void Every_changed_byte_is_noticed()
    {
        for (var at = 0; at < File.Length; at += 997)
        {
            var damaged = (byte[])File.Clone();
            damaged[at] ^= 0x10;
            Assert.Throws<InvalidDataException>(() => LocalAnswerer.Load(new MemoryStream(damaged)));
        }
    }

    [Fact]
    public void Every_cut_is_noticed()
    {
        for (var length = 0; length < File.Length; length += 1 + (File.Length / 300))
        {
            Assert.Throws<InvalidDataException>(() => LocalAnswerer.Load(new MemoryStream(File[..length])));
        }
    }

    [Fact]
    public void A_newer_version_is_named()
    {
        var newer = (byte[])File.Clone();
        newer[4] = 9;

        var error = Assert.Throws<InvalidDataException>(() => LocalAnswerer.Load(new MemoryStream(newer)));
        Assert.Contains("version 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_kind_of_file_is_named()
    {
        var error = Assert.Throws<InvalidDataException>(() => LocalAnswerer.Load(new MemoryStream("{\"text\":\"hello\"}"u8.ToArray())));
        Assert.Contains("CBR0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_forged_file_with_a_right_checksum_cannot_break_a_prediction()
    {
        var random = new Random(11);
        for (var round = 0; round < 300; round++)
        {
            // The counts and indexes are near the front; the weights behind them may be anything.
            var forged = (byte[])File.Clone();
            var at = 6 + random.Next(round % 2 == 0 ? 600 : forged.Length - 40);
            BinaryPrimitives.WriteInt32LittleEndian(forged.AsSpan(at), random.Next(int.MinValue, int.MaxValue));
            SHA256.HashData(forged.AsSpan(0, forged.Length - 32), forged.AsSpan(forged.Length - 32));
            Try(forged);
        }
    }

    private static void Try(byte[] forged)
    {
        LocalAnswerer loaded;
        try
        {
            loaded = LocalAnswerer.Load(new MemoryStream(forged));
        }
        catch (InvalidDataException)
        {
            return;
        }

        var confidence = loaded.Predict(TrainedSample.Test[0].Text).Confidence;
        Assert.True(confidence is >= 0 and <= 1 || float.IsNaN(confidence));
    }

    private static byte[] Save(LocalAnswerer answerer)
    {
        using var stream = new MemoryStream();
        answerer.Save(stream);
        return stream.ToArray();
    }
}
