using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Clearbar.Classes;
using Clearbar.Wire.Fingerprints;

namespace Clearbar.Tests.Classes;

/// <summary>What makes finding a class quick must not change which class is found.</summary>
public sealed class AlikeClassesTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_class_found_is_the_first_whose_sketch_is_alike_as_a_look_at_every_bin_would_say()
    {
        var random = new Random(5);
        var known = Enumerable.Range(0, 60).Select(_ => Bins(random)).ToList();
        var (book, founded, alike) = (new ClassBook(s_now), new List<SeenClass>(), 0);
        for (var draw = 0; draw < 3000; draw++)
        {
            // From equal to quite different, many of them at the border of being alike; one in four with empty bins.
            var bins = (uint[])known[random.Next(known.Count)].Clone();
            var changed = random.Next(3) == 0 ? random.Next(128) : random.Next(30, 48);
            for (var i = 0; i < changed; i++)
            {
                bins[random.Next(128)] = random.Next(4) == 0 ? uint.MaxValue : (uint)random.Next();
            }

            var sketch = SketchOf(bins);
            var expected = founded.FirstOrDefault(seen => seen.Traits.Sketch!.SimilarityTo(sketch) >= ClassBook.SameTemplate);
            var found = book.Find(new ClassTraits { Fingerprint = (ulong)draw + 1, Sketch = sketch }, s_now);

            Assert.Equal(expected?.Name ?? ClassName.OfFingerprint((ulong)draw + 1), found.Name);
            alike += expected is null ? 0 : 1;
            if (expected is null)
            {
                founded.Add(found);
            }
        }

        Assert.InRange(alike, 500, 2900);
    }

    [Theory]
    [InlineData("You are a helpful assistant.", "fp-07dd8dc20c7ccdf9")]
    [InlineData("Today is Saturday, 21 November 2026. You help the customer Maria Gonzalez with order 4711.", "fp-2a111a28ba15d0a9")]
    [InlineData("Café \"deadbeef\"\n\n(see https://x.example/a?b=c), mail ops@x.example, don't decade 7f9c24e8-3b1d-4e5a-9c60-1a2b3c4d5e6f", "fp-36a6df884de9d790")]
    public void A_prompt_s_class_keeps_its_name_from_version_to_version(string prompt, string name) => Assert.Equal(name, new Bench().ClassOf(prompt));

    [Fact]
    public void Three_numbers_hash_as_their_bytes_do()
    {
        var random = new Random(9);
        Span<byte> bytes = stackalloc byte[24];
        for (var draw = 0; draw < 100; draw++)
        {
            random.NextBytes(bytes);
            Assert.Equal(
                XxHash64.Compute(bytes),
                XxHash64.Compute(
                    BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]), BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..])));
        }
    }

    private static uint[] Bins(Random random) => [.. Enumerable.Range(0, 128).Select(_ => (uint)random.Next())];

    private static TemplateSketch SketchOf(uint[] bins) => TemplateSketch.FromBytes(MemoryMarshal.AsBytes<uint>(bins))!;
}
