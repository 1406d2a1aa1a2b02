using System.Text;
using Clearbar.LocalAnswers;
using Clearbar.LocalAnswers.Learning;
using Clearbar.Tests.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace Clearbar.Tests.LocalAnswers.Learning;

public sealed class ExampleStoreTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 6, 0, 0, TimeSpan.Zero);

    private readonly DataDirectory _data = new();

    private string PathOf => Path.Combine(_data.Root, "rung0", "intents.examples");

    public void Dispose() => _data.Dispose();

    [Fact]
    public void What_was_appended_is_there_after_a_restart_in_order_and_exactly()
    {
        var bags = TrainedSample.Small.Take(40).Select(example => FeatureBag.Of(example.Text)).ToList();
        using (var store = Open())
        {
            for (var i = 0; i < bags.Count; i++)
            {
                Append(store, (ExampleOrigin)(i % 3), Start.AddSeconds(i), i % 2 == 0 ? "card" : "refund", bags[i]);
            }
        }

        using var again = Open();

        Assert.Equal((40, 27, 0L), (again.Count, again.Uniform, again.Lost));
        var read = again.ReadAll(TestContext.Current.CancellationToken).ConvertAll(static example => (LabelExample)example);
        for (var i = 0; i < bags.Count; i++)
        {
            Assert.Equal(((ExampleOrigin)(i % 3), Start.AddSeconds(i), LabelBook.HashOf(i % 2 == 0 ? "card" : "refund")), (read[i].Origin, read[i].At, read[i].Label));
            Assert.Equal(bags[i].Keys, read[i].Features.Keys);
            Assert.Equal(bags[i].Occurrences, read[i].Features.Occurrences);
            Assert.Equal(bags[i].KindStart, read[i].Features.KindStart);
        }
    }

    [Fact]
    public void A_file_cut_anywhere_loses_only_its_tail_and_goes_on_from_there()
    {
        Fill(12, "where is my card");
        var whole = File.ReadAllBytes(PathOf);
        var header = ExampleFormat.Header("intents").Length;
        Prop.ForAll(Gen.Choose(header, whole.Length).ToArbitrary(), length =>
        {
            File.WriteAllBytes(PathOf, whole[..length]);
            int kept;
            using (var store = Open())
            {
                kept = store.Count;
                Assert.Equal(length, new FileInfo(PathOf).Length + store.Lost);
                Append(store, ExampleOrigin.Off, Start.AddDays(1), "card", FeatureBag.Of("one more"));
            }

            using var again = Open();
            var read = again.ReadAll(CancellationToken.None);
            Assert.Equal((kept + 1, 0L), (again.Count, again.Lost));
            Assert.Equal(Enumerable.Range(0, kept).Select(i => Start.AddSeconds(i)).Append(Start.AddDays(1)), read.Select(example => example.At));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_changed_byte_is_noticed_wherever_it_is()
    {
        Fill(6, "where is my card");
        var whole = File.ReadAllBytes(PathOf);
        for (var at = 0; at < whole.Length; at += 7)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x10;
            File.WriteAllBytes(PathOf, damaged);

            using var store = Open();

            Assert.True(store.Count < 6, $"byte {at}");
            Assert.Equal(whole.Length - store.Lost, at < ExampleFormat.Header("intents").Length ? 0 : new FileInfo(PathOf).Length);
        }
    }

    [Fact]
    public void Nothing_of_a_text_is_in_the_file_and_an_answer_that_never_recurs_is_not_either()
    {
        const string Secret = "my password is zebra4711 and my name is Ottoline";
        using (var store = Open())
        {
            Append(store, ExampleOrigin.Off, Start, "Dear Ottoline, a new card is on its way", FeatureBag.Of(Secret));
            for (var i = 0; i < LabelBook.Recurrences; i++)
            {
                Append(store, ExampleOrigin.Off, Start, "card", FeatureBag.Of(Secret));
            }
        }

        var bytes = File.ReadAllBytes(PathOf);
        foreach (var word in Secret.Split(' ').Where(static word => word.Length > 3).Append("Dear"))
        {
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)));
            Assert.Equal(-1, bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(word)));
        }

        // The search does find what is there.
        Assert.NotEqual(-1, bytes.AsSpan().IndexOf("card"u8));
    }

    [Fact]
    public void A_label_is_stored_by_name_once_it_has_recurred_and_survives_a_restart()
    {
        using (var store = Open())
        {
            for (var i = 0; i < LabelBook.Recurrences - 1; i++)
            {
                Append(store, ExampleOrigin.Off, Start, "card", FeatureBag.Of("a card"));
            }

            Assert.Null(store.Labels.NameOf(LabelBook.HashOf("card")));
            Append(store, ExampleOrigin.Off, Start, "card", FeatureBag.Of("a card"));
            Assert.Equal("card", store.Labels.NameOf(LabelBook.HashOf("card")));
        }

        using var again = Open();
        Assert.Equal("card", again.Labels.NameOf(LabelBook.HashOf("card")));
        Assert.Equal(LabelBook.Recurrences, again.Labels.Counts[LabelBook.HashOf("card")]);
    }

    [Fact]
    public void Declared_labels_are_the_only_ones()
    {
        using var store = ExampleStore.Open(PathOf, "intents", 1000, ["card"]);
        for (var i = 0; i < 9; i++)
        {
            Append(store, ExampleOrigin.Off, Start, "refund", FeatureBag.Of("a refund"));
        }

        Append(store, ExampleOrigin.Off, Start, "card", FeatureBag.Of("a card"));

        Assert.Equal(9, store.Labels.Counts[LabelBook.Unreadable]);
        Assert.Equal(1, store.Labels.Counts[LabelBook.HashOf("card")]);
    }

    [Fact]
    public void A_full_store_drops_the_oldest_and_keeps_the_names()
    {
        using var store = ExampleStore.Open(PathOf, "intents", 100, []);
        for (var i = 0; i < 250; i++)
        {
            Append(store, ExampleOrigin.Off, Start.AddSeconds(i), "card", FeatureBag.Of($"a card {i}"));
            Assert.InRange(store.Count, 1, 100);
        }

        var read = store.ReadAll(TestContext.Current.CancellationToken);
        Assert.Equal(store.Count, read.Count);
        Assert.Equal(Enumerable.Range(250 - read.Count, read.Count).Select(i => Start.AddSeconds(i)), read.Select(example => example.At));
        Assert.Equal("card", store.Labels.NameOf(LabelBook.HashOf("card")));
    }

    [Fact]
    public void Another_classes_file_is_set_aside_and_not_read()
    {
        Fill(3, "where is my card");

        using var store = ExampleStore.Open(PathOf, "queues", 1000, []);

        Assert.Equal(0, store.Count);
        Assert.True(File.Exists(PathOf + ".unreadable"));
    }

    private ExampleStore Open() => ExampleStore.Open(PathOf, "intents", 1000, []);

    private static void Append(ExampleStore store, ExampleOrigin origin, DateTimeOffset at, string label, FeatureBag features) =>
        store.Append(new LabelExample(origin, at, store.Take(label), features));

    private void Fill(int count, string text)
    {
        using var store = Open();
        for (var i = 0; i < count; i++)
        {
            Append(store, ExampleOrigin.Off, Start.AddSeconds(i), "card", FeatureBag.Of(text));
        }
    }
}
