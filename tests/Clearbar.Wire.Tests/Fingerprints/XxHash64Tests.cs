using Clearbar.Wire.Fingerprints;

namespace Clearbar.Wire.Tests.Fingerprints;

/// <summary>The fingerprint hash against values published for XXH64 with seed 0: stored fingerprints must never change.</summary>
public sealed class XxHash64Tests
{
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999)]
    [InlineData("a", 0xD24EC4F1A98C6E5B)]
    [InlineData("abc", 0x44BC2CF5AD770999)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1)]
    public void Published_values_come_out(string text, ulong hash) => Assert.Equal(hash, XxHash64.Compute(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Every_byte_of_every_length_matters()
    {
        var seen = new HashSet<ulong>();
        for (var length = 1; length <= 100; length++)
        {
            var bytes = new byte[length];
            Assert.True(seen.Add(XxHash64.Compute(bytes)));
            for (var at = 0; at < length; at++)
            {
                bytes[at] = 1;
                Assert.True(seen.Add(XxHash64.Compute(bytes)), $"length {length}, byte {at}");
                bytes[at] = 0;
            }
        }
    }
}
