using Clearbar.Certificates.Online;

namespace Clearbar.Tests.Certificates.Online;

public sealed class EvidenceFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("clearbar-evidence-").FullName;

    private static ShadowBudget Dollars => new(new Clearbar.Pricing.Usd(1), new Clearbar.Testing.ManualTime());

    private string Path => System.IO.Path.Combine(_directory, "policies.json");

    [Fact]
    public void A_stored_book_comes_back_whole_and_replaces_the_one_before()
    {
        using var store = new FileEvidenceStore(Path, static problem => Assert.Fail(problem));
        Assert.Empty(store.Load().Classes);
        store.Exchange(Worlds.Book().Snapshot(), Dollars, isStopping: false);
        var state = PolicyBookTests.Promoted().Snapshot();
        Assert.Same(EvidenceExchange.Alone, store.Exchange(state, Dollars, isStopping: false));
        state = state with { Spend = Dollars.Spend };

        Assert.Equal(PolicyBookFile.ToJson(state), PolicyBookFile.ToJson(store.Load()));
        Assert.Equal([Path], Directory.GetFiles(_directory));
    }

    [Theory]
    [InlineData("{ \"version\": 1, \"book\": { \"clas")]
    [InlineData("{ \"version\": 2, \"book\": {} }")]
    [InlineData("null")]
    [InlineData("""{ "version": 1, "book": { "classes": [ { "class": "a", "reference": "b", "basis": "", "candidates": { "c": { "step": 1, "tally": {}, "costs": {}, "signals": [{}, {}, {}, {}] } } } ] } }""")]
    [InlineData("""{ "version": 1, "book": { "classes": [ { "class": "a", "reference": "b", "basis": "", "candidates": { "c": { "step": 0, "tally": { "2000": 1 }, "costs": {}, "signals": [{}, {}, {}, {}] } } } ] } }""")]
    public void A_damaged_file_is_named_put_aside_and_every_class_starts_at_its_reference(string content)
    {
        File.WriteAllText(Path, content);
        var said = "";
        using var store = new FileEvidenceStore(Path, problem => said = problem);
        var state = store.Load();

        Assert.Empty(state.Classes);
        Assert.Contains(Path + ".damaged", said, StringComparison.Ordinal);
        Assert.Contains("starts at the tier asked for", said, StringComparison.Ordinal);
        Assert.Equal(content, File.ReadAllText(Path + ".damaged"));
        Assert.False(File.Exists(Path));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
