using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Clearbar.Dashboard;
using Clearbar.Dashboard.Amounts;
using Clearbar.Ledger;
using Clearbar.Pricing;
using Clearbar.Tiers;
using Clearbar.Wire;

namespace Clearbar.Tests.Dashboard;

public sealed class DashboardPagesTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static TheoryData<string> Pages =>
    [
        "/", "/classes", "/models", "/keys", "/ledger", "/?period=all&baseline=claude-haiku-5-5&live=1", "/classes?page=7",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_page_is_a_whole_document_that_loads_nothing_from_elsewhere(string path)
    {
        await using var host = await DashboardHost.StartAsync(Fill);

        using var answer = await host.Client.GetAsync(path, Cancel);
        var html = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.EndsWith("</html>", html.TrimEnd(), StringComparison.Ordinal);
        Assert.DoesNotContain("//cdn", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.Equal(DashboardDoor.ContentSecurityPolicy, answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    [Fact]
    public async Task The_overview_shows_the_ledgers_figures()
    {
        Usd cost = Usd.Zero;
        await using var host = await DashboardHost.StartAsync(ledger =>
        {
            var tokens = new TokenUsage(1_000_000, 0, 0, 0, 1_000);
            var traffic = new Traffic(ledger, 1) { Surface = Surface.Bedrock, GatewayMs = 0.25 };
            cost += traffic.Attempt(Now, "r1", "billing", "k1", "haiku", Traffic.Haiku, tokens, EntryOutcome.Escalated);
            cost += traffic.Attempt(Now, "r1", "billing", "k1", "opus", Traffic.Opus, tokens);
            cost += traffic.Attempt(Now, "r2", "billing", "k1", "local", null, new TokenUsage(500_000, 0, 0, 0, 100));
        });

        var html = await host.GetAsync("/");

        Assert.Contains($"title=\"{MoneyText.Exact(cost)}\"", html, StringComparison.Ordinal);
        Assert.Contains("local 50.0 %, opus 50.0 %", html, StringComparison.Ordinal);
        Assert.Contains("All claude-opus-5-5", html, StringComparison.Ordinal);
        Assert.Contains("0.25 ms", html, StringComparison.Ordinal);
        Assert.Contains("billing", html, StringComparison.Ordinal);
        Assert.DoesNotContain("EMULATED", html, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/classes")]
    [InlineData("/models")]
    [InlineData("/keys")]
    [InlineData("/ledger")]
    public async Task One_emulated_row_puts_the_banner_on_every_page(string path)
    {
        var real = Usd.Zero;
        var emulated = Usd.Zero;
        await using var host = await DashboardHost.StartAsync(ledger => (real, emulated) = FillHalfEmulated(ledger));

        var html = await host.GetAsync(path);

        Assert.Contains("<strong>EMULATED</strong>", html, StringComparison.Ordinal);
        Assert.Contains("1 of 2 attempts were answered by the built-in emulator", html, StringComparison.Ordinal);
        Assert.Contains(
            $"{MoneyText.Short(emulated)} of the {MoneyText.Short(real + emulated)} shown was not really spent",
            html,
            StringComparison.Ordinal);
        Assert.Contains("[emulated]", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_rows_that_were_emulated_are_labelled()
    {
        await using var host = await DashboardHost.StartAsync(static ledger => FillHalfEmulated(ledger));

        var rows = (await host.GetAsync("/classes")).Split("<tr>");

        Assert.Contains("class=\"tag\"", RowWith(">made-up<"), StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"tag\"", RowWith(">real<"), StringComparison.Ordinal);

        string RowWith(string text) => Assert.Single(rows, row => row.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_hostile_class_name_is_shown_as_text()
    {
        const string Hostile = "</th><script>alert(1)</script>\"' onmouseover=alert(2) x='";
        await using var host = await DashboardHost.StartAsync(ledger =>
            new Traffic(ledger, 1).Attempt(Now, "r", Hostile, Hostile, Hostile, Traffic.Haiku, new TokenUsage(1_000, 0, 0, 0, 1)));

        foreach (var path in (string[])["/", "/classes", "/models", "/keys"])
        {
            var html = await host.GetAsync(path);
            Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("' onmouseover", html, StringComparison.Ordinal);
        }

        Assert.Contains("&lt;script&gt;alert(1)", await host.GetAsync("/classes"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_first_request_the_page_says_how_to_send_one()
    {
        await using var host = await DashboardHost.StartAsync();

        var html = await host.GetAsync("/");

        var address = host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Contains($"export ANTHROPIC_BASE_URL={address}\n", html, StringComparison.Ordinal);
        Assert.Contains($"export AWS_ENDPOINT_URL_BEDROCK_RUNTIME={address}", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_key_there_is_only_a_challenge()
    {
        await using var host = await DashboardHost.StartAsync(Fill, static (directory, ledger) => new TestSource(directory, ledger)
        {
            Door = static http => http.Request.Headers.Authorization
                == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:secret")),
        });

        foreach (var path in (string[])["/", "/classes", "/models", "/keys", "/ledger"])
        {
            using var refused = await host.Client.GetAsync(path, Cancel);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("Basic", refused.Headers.WwwAuthenticate.Single().Scheme);
            Assert.DoesNotContain("invoice-extraction", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        host.Client.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("me:secret")));
        Assert.Contains("invoice-extraction", await host.GetAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_style_sheet_comes_from_inside_the_assembly()
    {
        await using var host = await DashboardHost.StartAsync();
        var html = await host.GetAsync("/");

        using var answer = await host.Client.GetAsync(Urls.Of(EmbeddedAsset.Style), Cancel);

        Assert.Contains(Urls.Of(EmbeddedAsset.Style), html, StringComparison.Ordinal);
        Assert.Equal("text/css", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("prefers-color-scheme: dark", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_a_503_that_says_why()
    {
        var elsewhere = Directory.CreateTempSubdirectory("clearbar-broken-").FullName;
        await File.WriteAllTextAsync(new LedgerLayout(elsewhere).StorePath, "this is no database, however long one looks at it", Cancel);
        await using var host = await DashboardHost.StartAsync(source: (_, ledger) => new TestSource(elsewhere, ledger));

        using var answer = await host.Client.GetAsync("/", Cancel);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("not a database", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Directory.Delete(elsewhere, recursive: true);
    }

    [Fact]
    public async Task A_long_table_is_cut_into_sheets()
    {
        await using var host = await DashboardHost.StartAsync(ledger =>
        {
            var traffic = new Traffic(ledger, 1);
            for (var i = 0; i < 120; i++)
            {
                traffic.Attempt(Now, $"r{i}", $"class-{i:000}", "k", "haiku", Traffic.Haiku, new TokenUsage(10_000 - i, 0, 0, 0, 1));
            }
        });

        var second = await host.GetAsync("/classes?page=2");

        Assert.DoesNotContain("class-049<", second, StringComparison.Ordinal);
        Assert.Contains("class-050<", second, StringComparison.Ordinal);
        Assert.Contains("class-099<", second, StringComparison.Ordinal);
        Assert.Contains("href=\"/classes?page=3\"", second, StringComparison.Ordinal);
        Assert.Contains("class-119<", await host.GetAsync("/classes?page=1000"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_is_answered_like_get()
    {
        await using var host = await DashboardHost.StartAsync();

        using var answer = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static (Usd Real, Usd Emulated) FillHalfEmulated(LedgerService ledger) => (
        new Traffic(ledger, 1) { Surface = Surface.Bedrock }.Attempt(
            Now, "r1", "real", "k", "haiku", Traffic.Haiku, new TokenUsage(700_000, 0, 0, 0, 9)),
        new Traffic(ledger, 1).Attempt(Now, "r2", "made-up", "k", "haiku", Traffic.Haiku, new TokenUsage(200_000, 0, 0, 0, 9)));

    private static void Fill(LedgerService ledger) => new Traffic(ledger, 11).Spread(Now.AddHours(-30), TimeSpan.FromHours(30), 400);
}
