using System.Net;
using System.Net.Sockets;
using Clearbar.EndToEnd.Harness;
using Clearbar.Ledger;
using Microsoft.Extensions.Logging.Abstractions;

namespace Clearbar.EndToEnd.Verbs;

/// <summary>A verb that cannot do its work says why in a sentence, on stderr, with its own exit code and without a stack trace.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData(3, "'foo' is not an http:// or https:// address", "serve", "--emulate", "--urls", "foo")]
    [InlineData(3, "no keys are configured", "serve", "--emulate", "--urls", "http://0.0.0.0:0")]
    [InlineData(1, "does not exist", "serve", "--config", "/nowhere/clearbar.json")]
    [InlineData(1, "does not exist", "check", "--config", "/nowhere/clearbar.json")]
    [InlineData(2, "'bogus' is not an http:// or https:// address", "emulate", "--urls", "bogus")]
    [InlineData(3, "/nowhere/train.jsonl", "demo", "--samples", "/nowhere")]
    [InlineData(2, "--bogus", "demo", "--bogus")]
    [InlineData(1, "CLEARBAR_POSTGRES is not set", "config", "show")]
    [InlineData(1, "whose ledger.store is \"postgres\"", "keys", "import", "--data", "/nowhere")]
    public async Task The_reason_is_one_sentence(int exitCode, string says, params string[] arguments)
    {
        using var directory = new TemporaryDirectory();
        var data = arguments[0] is "serve" or "demo" ? (string[])[.. arguments, "--data", directory.Ledger] : arguments;

        var (code, _, talk) = await CommandLine.RunAsync(data);

        Assert.Equal(exitCode, code);
        Assert.Contains(says, talk, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_in_use_is_named()
    {
        using var directory = new TemporaryDirectory();
        await using var owner = LedgerService.Open(
            new LedgerOptions { DataDirectory = directory.Ledger }, TimeProvider.System, NullLogger<LedgerService>.Instance);

        var (code, _, talk) = await CommandLine.RunAsync("serve", "--emulate", "--urls", "http://127.0.0.1:0", "--data", directory.Ledger);

        Assert.Equal(3, code);
        Assert.Contains($"{directory.Ledger} is in use", talk, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var directory = new TemporaryDirectory();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (code, _, talk) = await CommandLine.RunAsync("serve", "--emulate", "--urls", $"http://{taken.LocalEndpoint}", "--data", directory.Ledger);

        Assert.Equal(3, code);
        Assert.Contains("already in use", talk, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", talk, StringComparison.Ordinal);
    }
}
