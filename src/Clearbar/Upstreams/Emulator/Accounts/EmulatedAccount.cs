namespace Clearbar.Upstreams.Emulator.Accounts;

/// <summary>An account the emulator knows by its credentials. Made up for tests: never put a real secret here.</summary>
public sealed record EmulatedAccount
{
    /// <summary>Twelve digits of an AWS account, or any name of an organisation.</summary>
    public required string Id { get; init; }

    public string? AccessKeyId { get; init; }

    /// <summary>With <see cref="AccessKeyId"/>; signatures are checked against it.</summary>
    public string? SecretAccessKey { get; init; }

    /// <summary>Must come along when set: temporary credentials.</summary>
    public string? SessionToken { get; init; }

    /// <summary>From then on the access key is answered with <c>ExpiredTokenException</c>; null never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>API keys in <c>x-api-key</c> or as bearer tokens, on every surface.</summary>
    public IReadOnlyList<string> ApiKeys { get; init; } = [];
}
