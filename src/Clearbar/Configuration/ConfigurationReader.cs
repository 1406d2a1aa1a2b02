using System.Text.Json;
using Clearbar.Ledger.Journal;
using Clearbar.Tiers;

namespace Clearbar.Configuration;

/// <summary>Reads <c>clearbar.json</c> (comments and trailing commas allowed) and collects every error with its key.</summary>
public static class ConfigurationReader
{
    private static readonly JsonDocumentOptions Relaxed = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly Dictionary<string, FsyncPolicy> FsyncPolicies = new(StringComparer.Ordinal)
    {
        ["always"] = FsyncPolicy.Always,
        ["interval"] = FsyncPolicy.Interval,
        ["none"] = FsyncPolicy.None,
    };

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
            options = options with
            {
                Urls = ReadUrls(root) is { Count: > 0 } urls ? urls : options.Urls,
                DataDirectory = root.Text("data") is { } data ? Path.Combine(baseDirectory, data) : options.DataDirectory,
                MaxBodyBytes = root.Object("limits") is { } limits ? ReadLimits(limits, options.MaxBodyBytes) : options.MaxBodyBytes,
                Tiers = root.Object("tiers") is { } tiers ? ReadTiers(tiers) : options.Tiers,
                Deployments = DeploymentReader.Read(root, errors),
                Classes = root.Object("classes") is { } classes ? ReadClasses(classes, baseDirectory, errors) : [],
                Keys = ReadKeys(root, errors),
                KeysFile = root.Text("keysFile") is { } keysFile ? Path.Combine(baseDirectory, keysFile) : null,
                PriceFile = root.Text("prices") is { } prices ? Path.Combine(baseDirectory, prices) : null,
                CutBillingHeader = root.Object("caching") is not { } caching || ReadCaching(caching),
                Budgets = BudgetReader.Read(root),
                RateLimits = RateLimitReader.Read(root),
                BudgetStatus = root.Object("compatibility") is { } compatibility ? BudgetReader.ReadStatus(compatibility) : options.BudgetStatus,
                Fsync = root.Object("ledger") is { } ledger ? ReadFsync(ledger) : options.Fsync,
            };
            root.RejectUnknownKeys();
            return options;
        }
    }

    private static List<Uri> ReadUrls(ConfigNode root)
    {
        var urls = new List<Uri>();
        foreach (var text in root.Texts("urls"))
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp)
            {
                urls.Add(url);
            }
            else
            {
                root.Fail("urls", $"'{text}' is not an http:// address such as http://127.0.0.1:8484");
            }
        }

        return urls;
    }

    private static long ReadLimits(ConfigNode limits, long fallback)
    {
        var bytes = limits.Integer("maxBodyBytes", 1024, 512L * 1024 * 1024) ?? fallback;
        limits.RejectUnknownKeys();
        return bytes;
    }

    private static FsyncPolicy ReadFsync(ConfigNode ledger)
    {
        var policy = ledger.Choice("fsync", FsyncPolicies) ?? FsyncPolicy.Interval;
        ledger.RejectUnknownKeys();
        return policy;
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

    private static List<ClassOptions> ReadClasses(ConfigNode node, string baseDirectory, List<ConfigError> errors)
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
            var local = item.Object("local") is { } localNode ? ReadLocal(localNode, baseDirectory) : null;
            if (local is null && ladder.Count > 0 && ladder[0].IsLocal)
            {
                item.Fail("local", "is required because the ladder starts with 'local': { \"answerer\": \"FILE\" }");
            }

            classes.Add(new ClassOptions
            {
                Name = name,
                Fingerprints = ReadFingerprints(item),
                Ladder = ladder,
                Delivery = item.Choice("delivery", Deliveries) ?? Delivery.BufferAndCheck,
                Gates = [.. item.Items("gates")],
                Local = local,
                ThinkingBudget = (int)(item.Integer("thinkingBudget", 1024, 128_000) ?? 4096),
            });
            item.RejectUnknownKeys();
        }

        return classes;
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

    private static LocalOptions? ReadLocal(ConfigNode node, string baseDirectory)
    {
        var answerer = node.Text("answerer");
        var local = new LocalOptions
        {
            Answerer = Path.Combine(baseDirectory, answerer ?? ""),
            Confidence = node.Fraction("confidence", 0, 1),
            Agreement = node.Fraction("agreement", 0.5, 0.9999) ?? 0.97,
            LabelMember = node.Text("labelMember"),
            ConfidenceMember = node.Text("confidenceMember"),
        };
        node.RejectUnknownKeys();
        if (answerer is null)
        {
            node.Fail("answerer", "is required: a file made by 'clearbar train'");
            return null;
        }

        return local;
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
