using Clearbar.EndToEnd.Clients;

namespace Clearbar.EndToEnd.Conformance;

/// <summary>
/// Real clients × features × emulated providers. Each cell is a test of its own; the whole matrix stands in <c>docs/conformance.md</c> and must be what
/// was seen.
/// </summary>
public sealed class ConformanceTests(MatrixRun run) : IClassFixture<MatrixRun>
{
    public static TheoryData<string, string, string> Cells()
    {
        var cells = new TheoryData<string, string, string>();
        foreach (var (surface, _) in MatrixRun.Surfaces)
        {
            foreach (var client in MatrixRun.Clients)
            {
                foreach (var feature in Given.Features)
                {
                    cells.Add(surface, client.Name, feature);
                }
            }
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void The_client_works_or_the_cell_says_why_it_cannot(string surface, string client, string feature)
    {
        SkipWithoutNode();

        var result = run[surface, client, feature];

        Assert.True(result.Ok, result.Detail);
    }

    [Fact]
    public async Task The_page_of_the_documentation_is_what_was_seen()
    {
        SkipWithoutNode();
        var page = Path.Combine(NodeClient.Root(), "docs", "conformance.md");
        var seen = MatrixTable.Render(run);
        TestContext.Current.TestOutputHelper?.WriteLine(seen);
        if (Environment.GetEnvironmentVariable("CLEARBAR_UPDATE_TABLES") == "1")
        {
            await File.WriteAllTextAsync(page, seen, TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), seen);
    }

    // In continuous integration a skipped matrix would look like a kept promise.
    private static void SkipWithoutNode()
    {
        if (NodeClient.Missing is { } missing)
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", missing);
            Assert.Skip(missing);
        }
    }
}
