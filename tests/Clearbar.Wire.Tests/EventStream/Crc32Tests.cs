using Clearbar.Wire.EventStream;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Wire.Tests.EventStream;

/// <summary>The checksum against its published check value and against the definition, bit by bit.</summary>
public sealed class Crc32Tests
{
    [Fact]
    public void The_check_value_of_the_catalogue_of_crc_algorithms_comes_out() => Assert.Equal(0xCBF43926u, Crc32.Compute("123456789"u8));

    [Fact]
    public void Nothing_has_checksum_zero() => Assert.Equal(0u, Crc32.Compute([]));

    [Fact]
    public void Any_bytes_cut_anywhere_have_the_checksum_of_the_bitwise_definition() => Prop.ForAll<byte[], int>((bytes, cut) =>
    {
        bytes ??= [];
        var at = Math.Abs(cut % (bytes.Length + 1));
        return Crc32.Append(Crc32.Compute(bytes.AsSpan(0, at)), bytes.AsSpan(at)) == Bitwise(bytes) && Crc32.Compute(bytes) == Bitwise(bytes);
    }).QuickCheckThrowOnFailure();

    private static uint Bitwise(byte[] bytes)
    {
        var register = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            register ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                register = (register & 1) != 0 ? (register >> 1) ^ 0xEDB88320u : register >> 1;
            }
        }

        return ~register;
    }
}
