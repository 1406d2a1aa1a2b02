using Clearbar.EndToEnd.Clients;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Scenarios;

namespace Clearbar.EndToEnd.Emulator;

/// <summary>The emulator alone, without a gateway, believing nobody whose signature or key does not verify.</summary>
public sealed class EmulatorTarget : IClientTarget
{
    private const string Script = """
        {
          "verify": true,
          "accounts": [
            { "id": "111122223333", "accessKeyId": "AKIAIOSFODNN7EXAMPLE", "secretAccessKey": "any-secret", "apiKeys": ["any-key"] },
            { "id": "444455556666", "accessKeyId": "AKIAOTHERACCOUNT", "secretAccessKey": "other-secret", "apiKeys": ["other-key"] },
            { "id": "777788889999", "accessKeyId": "AKIAEXPIRED", "secretAccessKey": "old-secret", "expiresAt": "2020-01-01T00:00:00Z" },
          ],
          "profiles": [
            { "id": "abcdef123456", "name": "team-a", "account": "111122223333", "region": "us-east-1",
              "copyFrom": "us.anthropic.claude-haiku-4-5-20251001-v1:0", "description": "Team A" },
          ],
          "availability": [
            { "model": "claude-opus-4-1-20250805", "state": "no-agreement" },
            { "model": "claude-opus-4-20250514", "region": "us-east-1", "state": "not-in-region" },
          ],
          "quotas": [ { "account": "444455556666", "requestsPerMinute": 1 } ],
          "answers": [ { "input": "Say the word.", "text": "scripted" } ],
        }
        """;

    private EmulatorHost? _host;

    public Uri Address => _host!.BaseAddress;

    public async Task StartAsync(CancellationToken cancellationToken) => _host =
        await EmulatorHost.StartAsync(Scenario.Parse(Script).ApplyTo(new EmulatorOptions { RequireVersion = true }), cancellationToken);

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;
}
