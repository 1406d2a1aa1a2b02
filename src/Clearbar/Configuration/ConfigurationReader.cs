using System.Text.Json;
using Clearbar.Configuration.Postgres;
using Clearbar.Ledger;
using Clearbar.Ledger.Journal;
using Clearbar.Tiers;

namespace Clearbar.Configuration;

/// <summary>Reads <c>clearbar.json</c> (comments and trailing commas allowed) and collects every error with its key.</summary>
public static class ConfigurationReader
{
    internal static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly Dictionary<string, FsyncPolicy> FsyncPolicies = new(StringComparer.Ordinal)
    {
        ["always"] = FsyncPolicy.Always,
        ["interval"] = FsyncPolicy.Interval,
        ["none"] = FsyncPolicy.None,
    };

    private static readonly Dictionary<string, LedgerStoreKind> Stores = new(StringComparer.Ordinal)
    {
        ["sqlite"] = LedgerStoreKind.Sqlite,
        ["postgres"] = LedgerStoreKind.Postgres,
    };

    private static readonly Dictionary<string, bool> IsShared = new(StringComparer.Ordinal) { ["file"] = false, ["postgres"] = true };

    private static readonly Dictionary<string, Delivery> Deliveries = new(StringComparer.Ordinal)
    {
        ["commit"] = Delivery.Commit,
        ["buffer-and-check"] = Delivery.BufferAndCheck,
    };

    private static readonly Dictionary<string, Tier> Tiers = new(StringComparer.Ordinal)
    {
        ["haiku"] = Tier.Haiku,
        ["sonnet"] = Tier.Sonnet,
        ["opus"] = Tier.Opus,
    };

    /// <summary>Reads the text of a configuration. Relative paths in it start from <paramref name="baseDirectory"/>.</summary>
    public static GatewayOptions Read(string json, string baseDirectory, List<ConfigError> errors)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(json, Relaxed);
        }
        catch (JsonException exception)
        {
            errors.Add(new ConfigError("(file)", $"is not JSON: {exception.Message}"));
            return new GatewayOptions();
        }

        using (document)
        {
            var root = new ConfigNode(document.RootElement.Clone(), "", errors);
            var options = new GatewayOptions { BaseDirectory = baseDirectory };
            var learning = root.Object("learning") is { } learningNode ? LearningReader.Read(learningNode, null, baseDirectory) : null;
            options = options with
            {
                Urls = ReadUrls(root) is { Count: > 0 } urls ? urls : options.Urls,
                Tls = root.Object("tls") is { } tls ? ReadTls(tls, baseDirectory) : null,
                DataDirectory = root.Text("data") is { } data ? Path.Combine(baseDirectory, data) : options.DataDirectory,
                MaxBodyBytes = root.Object("limits") is { } limits ? ReadLimits(limits, options.MaxBodyBytes) : options.MaxBodyBytes,
                Tiers = root.Object("tiers") is { } tiers ? ReadTiers(tiers) : options.Tiers,
                Deployments = DeploymentReader.Read(root, errors),
                InferenceProfiles = root.Object("inferenceProfiles") is { } profiles ? ReadProfiles(profiles) : options.InferenceProfiles,
                Classes = root.Object("classes") is { } classes ? ReadClasses(classes, baseDirectory, learning, errors) : [],
                Learning = learning,
                Keys = ReadKeys(root, errors),
                KeysFile = root.Text("keysFile") is { } keysFile ? Path.Combine(baseDirectory, keysFile) : null,
                PriceFile = root.Text("prices") is { } prices ? Path.Combine(baseDirectory, prices) : null,
                CutBillingHeader = root.Object("caching") is not { } caching || ReadCaching(caching),
                Resilience = root.Object("resilience") is { } resilience ? ResilienceReader.Read(resilience) : options.Resilience,
                Budgets = BudgetReader.Read(root),
                RateLimits = RateLimitReader.Read(root),
                BudgetStatus = root.Object("compatibility") is { } compatibility ? BudgetReader.ReadStatus(compatibility) : options.BudgetStatus,
            };
            options = root.Object("ledger") is { } ledger ? ReadLedger(ledger, options) : options;
            options = options with { IsConfigurationShared = root.Choice("configuration", IsShared) ?? false };
            root.RejectUnknownKeys();
            if (options.IsConfigurationShared)
            {
                ConfigurationHome.CheckOwn(root, document.RootElement, options);
            }

            if (options.Tls is null && options.Urls.Any(static url => url.Scheme == Uri.UriSchemeHttps))
            {
                root.Fail("tls", "is required for https:// addresses: { \"certificate\": \"server.pem\", \"key\": \"server.key\" }");
            }

            return options;
        }
    }

    private static List<Uri> ReadUrls(ConfigNode root)
    {
        var urls = new List<Uri>();
        foreach (var text in root.Texts("urls"))
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                urls.Add(url);
            }
            else
            {
                root.Fail("urls", $"'{text}' is not an http:// or https:// address such as http://127.0.0.1:8484");
            }
        }

        return urls;
    }

    private static TlsOptions? ReadTls(ConfigNode tls, string baseDirectory)
    {
        var certificate = tls.Text("certificate");
        var key = tls.Text("key");
        tls.RejectUnknownKeys();
        if (certificate is null || key is null)
        {
            tls.Fail(certificate is null ? "certificate" : "key", "is required: a PEM file");
            return null;
        }

        return new TlsOptions(Path.Combine(baseDirectory, certificate), Path.Combine(baseDirectory, key));
    }

    private static long ReadLimits(ConfigNode limits, long fallback)
    {
        var bytes = limits.Integer("maxBodyBytes", 1024, 512L * 1024 * 1024) ?? fallback;
        limits.RejectUnknownKeys();
        return bytes;
    }

    private static GatewayOptions ReadLedger(ConfigNode ledger, GatewayOptions options)
    {
        const int LongestRetention = 36_500;
        var fsync = ledger.Choice("fsync", FsyncPolicies) ?? options.Fsync;
        var kind = ledger.Choice("store", Stores) ?? LedgerStoreKind.Sqlite;
        if (kind == LedgerStoreKind.Sqlite && ledger.Has("connectionFrom"))
        {
            ledger.Fail("connectionFrom", "has a meaning only with \"store\": \"postgres\"");
        }

        var store = new LedgerStoreOptions
        {
            Kind = kind,
            ConnectionFrom = ledger.Text("connectionFrom") ?? LedgerStoreOptions.DefaultConnectionFrom,
            RetentionDays = (int?)ledger.Integer("retentionDays", 1, LongestRetention),
        };
        ledger.RejectUnknownKeys();
        return options with { Fsync = fsync, LedgerStore = store };
    }

    private static bool ReadCaching(ConfigNode caching)
    {
        var cut = caching.Flag("cutBillingHeader") ?? true;
        caching.RejectUnknownKeys();
        return cut;
    }

    private static Dictionary<Tier, string> ReadTiers(ConfigNode node)
    {
        var tiers = new Dictionary<Tier, string>(GatewayOptions.DefaultTiers);
        foreach (var (name, tier) in Tiers)
        {
            if (node.Text(name) is { } model)
            {
                tiers[tier] = model;
            }
        }

        node.RejectUnknownKeys();
        return tiers;
    }

    private static Dictionary<string, string?> ReadProfiles(ConfigNode node)
    {
        var profiles = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (arn, value) in node.Entries())
        {
            if (!arn.StartsWith("arn:", StringComparison.Ordinal) || !arn.Contains(":application-inference-profile/", StringComparison.Ordinal))
            {
                node.Fail(arn, "is not the ARN of an application inference profile");
            }
            else if (value.ValueKind != JsonValueKind.String)
            {
                node.Fail(arn, "must be the Bedrock id the profile was made from, or \"resolve\" to ask Bedrock at start");
            }
            else
            {
                profiles[arn] = value.GetString() is "resolve" ? null : value.GetString();
            }
        }

        return profiles;
    }

    private static List<KeyOptions> ReadKeys(ConfigNode root, List<ConfigError> errors)
    {
        var keys = new List<KeyOptions>();
        foreach (var (key, value) in root.Items("keys"))
        {
            var node = new ConfigNode(value, key, errors);
            var id = node.Text("id");
            var hash = node.Text("sha256");
            node.RejectUnknownKeys();
            if (id is null)
            {
                node.Fail("id", "is required: the name under which the ledger knows this key");
            }

            if (hash is null || hash.Length != 64 || !IsHex(hash))
            {
                node.Fail("sha256", "must be the SHA-256 of the key as 64 hex digits (printf %s KEY | sha256sum)");
            }
            else if (id is not null)
            {
                keys.Add(new KeyOptions(id, Convert.FromHexString(hash)));
            }
        }

        return keys;
    }

    private static List<ClassOptions> ReadClasses(
        ConfigNode node, string baseDirectory, LearningOptions? learning, List<ConfigError> errors)
    {
        var classes = new List<ClassOptions>();
        foreach (var (name, value) in node.Entries())
        {
            var item = new ConfigNode(value, $"{node.Path}.{name}", errors);
            if (!Classes.ClassName.IsValid(name))
            {
                node.Fail(name, "a class name is 1 to 64 letters, digits, '.', '_' or '-'");
            }

            var ladder = ReadLadder(item);
            var local = item.Object("local") is { } localNode ? LocalReader.Read(localNode, baseDirectory) : null;
            if (local is null && ladder.Count > 0 && ladder[0].IsLocal)
            {
                item.Fail("local", "is required because the ladder starts with 'local': { \"answerer\": \"FILE\" }, or { \"learn\": true }");
            }

            var delivery = item.Choice("delivery", Deliveries) ?? Delivery.BufferAndCheck;
            var classLearning = ReadLearning(item, learning, ladder.Count > 0);
            classes.Add(new ClassOptions
            {
                Name = name,
                Fingerprints = ReadFingerprints(item),
                Match = MatchReader.ReadOfClass(item),
                Split = SplitReader.Read(item, baseDirectory),
                Ladder = ladder,
                Delivery = delivery,
                Gates = [.. item.Items("gates")],
                Local = local,
                HedgeAfter = ResilienceReader.ReadHedgeOfClass(item),
                ThinkingBudget = (int)(item.Integer("thinkingBudget", 1024, 128_000) ?? ClassOptions.DefaultThinkingBudget),
                Foresight = item.Flag("foresight") ?? true,
                EscalatesRefusals = item.Flag("escalateRefusals") ?? false,
                EarlyRefusal = HoldingReader.ReadEarlyRefusal(item),
                HoldBack = HoldingReader.ReadHoldBack(item, delivery),
                Repairs = ReadRepair(item, ladder.Count > 0),
                MaxLatency = ReadMaxLatency(item, hasPolicy: ladder.Count > 0 || classLearning is not null),
                Learning = classLearning,
            });
            item.RejectUnknownKeys();
        }

        return classes;
    }

    private static TimeSpan? ReadMaxLatency(ConfigNode item, bool hasPolicy)
    {
        var milliseconds = item.Integer("maxLatencyMs", 1, (long)ShortDuration.Longest.TotalMilliseconds);
        if (milliseconds is not null && !hasPolicy)
        {
            item.Fail("maxLatencyMs", "needs a 'ladder' or 'learning': a class without either has no policy");
        }

        return milliseconds is { } most ? TimeSpan.FromMilliseconds(most) : null;
    }

    private static bool ReadRepair(ConfigNode item, bool hasLadder)
    {
        var repairs = item.Flag("repair") ?? false;
        if (repairs && !hasLadder)
        {
            item.Fail("repair", "needs a 'ladder': what is learned and certified speaks of answers as they come");
        }

        return repairs;
    }

    /// <summary>A class with a ladder follows its owner's word and learns nothing else.</summary>
    private static LearningOptions? ReadLearning(ConfigNode item, LearningOptions? root, bool hasLadder)
    {
        if (!item.Has("learning"))
        {
            return hasLadder ? null : root;
        }

        if (item.IsFalse("learning"))
        {
            return null;
        }

        if (hasLadder)
        {
            item.Fail("learning", "has no meaning beside 'ladder': a ladder is the owner's own policy; take one of the two away");
        }
        else if (root is null)
        {
            item.Fail("learning", "needs 'learning' at the root as well, with its dollarsPerDay");
        }

        return item.Object("learning") is { } node ? LearningReader.Read(node, root, "") : null;
    }

    private static List<string> ReadFingerprints(ConfigNode node)
    {
        var fingerprints = new List<string>();
        foreach (var text in node.Texts("fingerprints"))
        {
            if (text.Length == 16 && IsHex(text))
            {
                fingerprints.Add(text);
            }
            else
            {
                node.Fail("fingerprints", $"'{text}' is not 16 hex digits (take them from the header x-clearbar-class: fp-…)");
            }
        }

        return fingerprints;
    }

    private static List<Rung> ReadLadder(ConfigNode node)
    {
        var ladder = new List<Rung>();
        foreach (var text in node.Texts("ladder"))
        {
            if (!Rung.TryParse(text, out var rung))
            {
                node.Fail("ladder", $"'{text}' is not one of local, haiku, sonnet, sonnet+thinking, opus, opus+thinking");
            }
            else if (ladder.Contains(rung))
            {
                node.Fail("ladder", $"'{text}' stands twice");
            }
            else if (rung.IsLocal && ladder.Count > 0)
            {
                node.Fail("ladder", "'local' can only be the first rung");
            }
            else
            {
                ladder.Add(rung);
            }
        }

        if (ladder.Count == 1 && ladder[0].IsLocal)
        {
            node.Fail("ladder", "needs a rung after 'local' for what the answerer declines");
        }

        return ladder;
    }

    private static bool IsHex(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}
