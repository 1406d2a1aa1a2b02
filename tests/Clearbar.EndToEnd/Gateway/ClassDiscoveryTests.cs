using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clearbar.Classes;
using Clearbar.EndToEnd.Harness;
using Clearbar.EndToEnd.Verbs;

namespace Clearbar.EndToEnd.Gateway;

public sealed class ClassDiscoveryTests
{
    [Fact]
    public async Task One_template_is_one_class_through_three_dialects_and_takes_the_name_it_is_given()
    {
        await using var gateway = await GatewayHarness.StartAsync();
        var names = new HashSet<string>();
        foreach (var prompt in (string[])["Today is 2026-11-21. Help customer Maria Gonzalez.", "Today is 3 May 2027. Help customer Li."])
        {
            names.Add(await ClassOfAsync(gateway, "/v1/messages", new { model = "haiku", max_tokens = 8, system = prompt, messages = Hi() }));
            names.Add(await ClassOfAsync(
                gateway,
                "/model/haiku/converse",
                new { system = new[] { new { text = prompt } }, messages = new[] { new { role = "user", content = new[] { new { text = "hi" } } } } }));
            names.Add(await ClassOfAsync(
                gateway,
                "/v1/chat/completions",
                new { model = "haiku", messages = new[] { new { role = "system", content = prompt }, new { role = "user", content = "hi" } } }));
        }

        var name = Assert.Single(names);
        Assert.StartsWith("fp-", name, StringComparison.Ordinal);

        var (code, _, talk) = await CommandLine.RunAsync("classes", "rename", name, "greetings", "--data", gateway.LedgerDirectory);
        Assert.True(code == 0, talk);
        await Eventually.TrueAsync(
            async () => await ClassOfAsync(gateway, "/v1/messages", new { model = "haiku", max_tokens = 8, system = "Today is 1 Jan 2028. Help customer Bo.", messages = Hi() })
                == "greetings",
            "the running gateway uses the new name");

        await gateway.LedgerAsync();
        var (listed, output, said) = await CommandLine.RunAsync("classes", "--format", "json", "--data", gateway.LedgerDirectory);
        Assert.True(listed == 0, said);
        var line = Assert.Single(JsonNode.Parse(output)!["classes"]!.AsArray())!;
        Assert.Equal("greetings", line["name"]!.GetValue<string>());
        Assert.True(line["requests"]!.GetValue<long>() >= 7);

        var (reported, report, problem) = await CommandLine.RunAsync("report", "--by", "class", "--format", "csv", "--data", gateway.LedgerDirectory);
        Assert.True(reported == 0, problem);
        Assert.Contains("greetings", report, StringComparison.Ordinal);
        Assert.DoesNotContain(name, report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_match_by_path_names_the_class_and_the_book_is_on_disk_when_the_gateway_has_stopped()
    {
        var directory = Directory.CreateTempSubdirectory("clearbar-book-").FullName;
        await using (var gateway = await GatewayHarness.StartAsync(config =>
        {
            config["data"] = directory;
            config["classes"] = new JsonObject { ["chat"] = new JsonObject { ["match"] = new JsonObject { ["path"] = "/v1/chat/*" } } };
        }))
        {
            Assert.Equal("chat", await ClassOfAsync(gateway, "/v1/chat/completions", new { model = "haiku", messages = Hi() }));
            Assert.Equal("fp-0000000000000000", await ClassOfAsync(gateway, "/v1/messages", new { model = "haiku", max_tokens = 8, messages = Hi() }));
        }

        var book = new ClassBookFile(directory).Read();
        Assert.Equal(["chat", "fp-0000000000000000"], book.Classes.Select(static seen => seen.Name).Order(StringComparer.Ordinal));
        Directory.Delete(directory, recursive: true);
    }

    private static object[] Hi() => [new { role = "user", content = "hi" }];

    private static async Task<string> ClassOfAsync(GatewayHarness gateway, string path, object body)
    {
        using var content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var reply = await gateway.Http.PostAsync(path, content, TestContext.Current.CancellationToken);
        Assert.True(reply.IsSuccessStatusCode, await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return Assert.Single(reply.Headers.GetValues("x-clearbar-class"));
    }
}
