using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Ledger.Rollups;

/// <summary>What entries summed into one row of a roll-up have in common; a name is null where the entry's opening was lost.</summary>
public readonly record struct RollupGroup(
    string? KeyId,
    string? Class,
    string? Rung,
    string? Model,
    string? Deployment,
    Surface? Surface,
    EntryOutcome Outcome,
    PriceStatus? PriceStatus,
    int Shape)
{
    public static RollupGroup Of(EntryFigures entry) => new(
        entry.KeyId,
        entry.Class,
        entry.Rung,
        entry.Model,
        entry.Deployment,
        entry.Surface,
        entry.Outcome,
        entry.PriceStatus,
        UsageShape.Of(entry.Surface, entry.Usage, entry.Avoided, entry.Cost is not null));

    /// <summary>
    /// The group's number in the store: the first 64 bits of the SHA-256 of its parts, so that several gateways on one database agree on it
    /// without asking. Two of a million groups share a number with probability 3 × 10⁻⁸.
    /// </summary>
    public long ToId()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, KeyId);
        Append(hash, Class);
        Append(hash, Rung);
        Append(hash, Model);
        Append(hash, Deployment);
        Span<byte> numbers = stackalloc byte[7];
        numbers[0] = Surface is { } surface ? (byte)surface : byte.MaxValue;
        numbers[1] = (byte)Outcome;
        numbers[2] = PriceStatus is { } status ? (byte)status : byte.MaxValue;
        BinaryPrimitives.WriteInt32LittleEndian(numbers[3..], Shape);
        hash.AppendData(numbers);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadInt64LittleEndian(digest);
    }

    private static void Append(IncrementalHash hash, string? text)
    {
        // The length before the text, -1 for none: no two lists of parts give the same bytes.
        Span<byte> length = stackalloc byte[sizeof(int)];
        if (text is null)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, -1);
            hash.AppendData(length);
            return;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
