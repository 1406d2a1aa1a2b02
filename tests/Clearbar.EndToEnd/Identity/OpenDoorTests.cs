using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Clearbar.Cli.Verbs;
using Clearbar.Configuration;
using Clearbar.Dashboard;
using Clearbar.Hosting;
using Clearbar.Keys;
using Microsoft.Extensions.DependencyInjection;

namespace Clearbar.EndToEnd.Identity;

/// <summary>Without keys only this machine gets in; with issued keys only their holders do, on the dashboard too.</summary>
public sealed class OpenDoorTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clearbar-keys-").FullName;

    private KeyStore Store => new(Path.Combine(_folder, "keys.json"), null, TimeProvider.System);

    [Fact]
    public async Task An_address_that_others_can_reach_needs_a_key()
    {
        await Assert.ThrowsAsync<HostingException>(() => StartAsync("http://0.0.0.0:0"));

        Store.Create("a", null, null, null);
        await using var host = await StartAsync("http://0.0.0.0:0");

        Assert.True(host.Address.Port > 0);
    }

    [Fact]
    public async Task A_key_file_that_cannot_be_read_stops_the_start_with_a_sentence()
    {
        await File.WriteAllTextAsync(Store.Name, "{", TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<HostingException>(() => StartAsync("http://127.0.0.1:0"));

        Assert.Contains("keys.json", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dashboard_asks_for_an_issued_key()
    {
        var key = Store.Create("a", null, null, null);
        await using var host = await StartAsync("http://127.0.0.1:0");
        using var http = new HttpClient { BaseAddress = host.Address };

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, "cb_nonesuch"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, key.ApiKey));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string? password)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        if (password is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + password)));
        }

        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private Task<GatewayHost> StartAsync(string url)
    {
        var config = new JsonObject
        {
            ["urls"] = new JsonArray(url),
            ["data"] = "ledger",
            ["keysFile"] = "keys.json",
            ["deployments"] = new JsonArray(new JsonObject { ["name"] = "emulator", ["surface"] = "emulator", ["url"] = "embedded" }),
        };
        var errors = new List<ConfigError>();
        var snapshot = SnapshotCompiler.Compile(ConfigurationReader.Read(config.ToJsonString(), _folder, errors), errors);
        Assert.True(snapshot is not null, string.Join('\n', errors));
        return GatewayHost.StartAsync(
            new GatewayHostOptions
            {
                Snapshot = snapshot,
                ConfigureServices = static services =>
                {
                    DashboardHosting.AddServices(services);
                    services.AddSingleton<IDashboardSource, GatewayDashboardSource>();
                },
                ConfigureApp = DashboardHosting.Map,
            },
            TestContext.Current.CancellationToken);
    }
}
