using Clearbar.Budgets;
using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Limits;
using Clearbar.Tiers;
using Clearbar.Upstreams;

namespace Clearbar.Configuration;

/// <summary>A key the gateway accepts: an id for the ledger and the SHA-256 of the secret. The secret itself is nowhere.</summary>
public sealed record KeyOptions(string Id, byte[] Sha256);

/// <summary>The whole configuration as the owner wrote it, checked but not compiled.</summary>
public sealed record GatewayOptions
{
    /// <summary>Default: <c>http://127.0.0.1:8484</c>. Anything but loopback needs at least one key.</summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [new("http://127.0.0.1:8484")];

    /// <summary>Certificate of <c>https://</c> addresses; null when there are none.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>Directory of the ledger. Default <c>.clearbar</c> in the working directory.</summary>
    public string DataDirectory { get; init; } = ".clearbar";

    /// <summary>Largest request body in bytes. Default 32 MiB: Anthropic's own limit for Messages.</summary>
    public long MaxBodyBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Model id per tier. Defaults are the newest models with a profile in every Bedrock geography; see docs/decisions/0003.</summary>
    public IReadOnlyDictionary<Tier, string> Tiers { get; init; } = DefaultTiers;

    public IReadOnlyList<Deployment> Deployments { get; init; } = [];

    /// <summary>
    /// ARN of an application inference profile to the Bedrock id it was made from; null where Bedrock is to be asked at start.
    /// </summary>
    public IReadOnlyDictionary<string, string?> InferenceProfiles { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    public IReadOnlyList<ClassOptions> Classes { get; init; } = [];

    /// <summary>What the gateway may learn by shadow calls, for every class that says nothing else; null: nothing.</summary>
    public LearningOptions? Learning { get; init; }

    public IReadOnlyList<KeyOptions> Keys { get; init; } = [];

    /// <summary>The file of issued keys; null: <c>keys.json</c> in the data directory.</summary>
    public string? KeysFile { get; init; }

    /// <summary>Where issued keys are kept when they are not in the ledger's database.</summary>
    public string KeysPath => KeysFile ?? Path.Combine(DataDirectory, "keys.json");

    /// <summary>What this gateway last knew of issued keys that are in the ledger's database.</summary>
    public string KeysCopyPath => Path.Combine(DataDirectory, "keys.copy.json");

    /// <summary>A price file that replaces the built-in one.</summary>
    public string? PriceFile { get; init; }

    /// <summary>
    /// Cuts the billing line that Claude Code puts in front of the system prompt where it breaks the cached prefix and Bedrock refuses it. Default true.
    /// </summary>
    public bool CutBillingHeader { get; init; } = true;

    public ResilienceOptions Resilience { get; init; } = new();

    /// <summary>Limits in money.</summary>
    public IReadOnlyList<Budget> Budgets { get; init; } = [];

    /// <summary>Limits in requests, tokens and concurrency.</summary>
    public IReadOnlyList<RateLimit> RateLimits { get; init; } = [];

    /// <summary>HTTP status of an exhausted budget: 402, or 429 for clients that cannot take it.</summary>
    public int BudgetStatus { get; init; } = 402;

    public FsyncPolicy Fsync { get; init; } = FsyncPolicy.Interval;

    /// <summary>Which store the ledger is drained into, and for how long it keeps entries.</summary>
    public LedgerStoreOptions LedgerStore { get; init; } = new();

    /// <summary>
    /// Whether only what is about this machine stands in its own file, and everything else is the newest version in the ledger's database.
    /// </summary>
    public bool IsConfigurationShared { get; init; }

    /// <summary>The shared configuration that was last in force here.</summary>
    public string ConfigurationCopyPath => Path.Combine(DataDirectory, "configuration.copy.json");

    /// <summary>Directory that relative paths in the configuration start from.</summary>
    public string BaseDirectory { get; init; } = ".";

    public static IReadOnlyDictionary<Tier, string> DefaultTiers { get; } = new Dictionary<Tier, string>
    {
        [Clearbar.Tiers.Tier.Haiku] = "claude-haiku-4-5",
        [Clearbar.Tiers.Tier.Sonnet] = "claude-sonnet-5",
        [Clearbar.Tiers.Tier.Opus] = "claude-opus-5",
    };
}
