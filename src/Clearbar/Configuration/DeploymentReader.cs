using Clearbar.Tiers;
using Clearbar.Upstreams;
using Clearbar.Upstreams.Bedrock;

namespace Clearbar.Configuration;

/// <summary>Reads the list <c>deployments</c>: where requests may be sent. Which keys mean something depends on the surface.</summary>
internal static class DeploymentReader
{
    private static readonly Dictionary<string, Surface> Surfaces = new(StringComparer.Ordinal)
    {
        ["emulator"] = Surface.Emulator,
        ["anthropic-api"] = Surface.AnthropicApi,
        ["bedrock"] = Surface.Bedrock,
        ["bedrock-mantle"] = Surface.BedrockMantle,
        ["claude-platform-aws"] = Surface.ClaudePlatformAws,
        ["openai-compatible"] = Surface.OpenAiCompatible,
    };

    private static readonly Dictionary<string, bool> ListSources = new(StringComparer.Ordinal) { ["catalog"] = false, ["account"] = true };

    private static readonly Dictionary<string, bool> MessagesPaths = new(StringComparer.Ordinal) { ["invoke"] = false, ["messages"] = true };

    private static readonly Dictionary<string, Scope> Scopes = new(StringComparer.Ordinal)
    {
        ["global"] = Scope.Global,
        ["geo"] = Scope.Geo,
        ["in-region"] = Scope.InRegion,
    };

    private static readonly Dictionary<string, Surface> StandIns = new(StringComparer.Ordinal)
    {
        ["bedrock"] = Surface.Bedrock,
        ["anthropic-api"] = Surface.AnthropicApi,
        ["openai-compatible"] = Surface.OpenAiCompatible,
    };

    private static readonly string[] SurfaceKeys = ["region", "profile", "roleArn", "endpoint", "controlPlane", "lists", "messages", "workspace", "models"];

    public static List<Deployment> Read(ConfigNode root, List<ConfigError> errors)
    {
        var deployments = new List<Deployment>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in root.Items("deployments"))
        {
            var node = new ConfigNode(value, key, errors);
            var deployment = ReadOne(node);
            node.RejectUnknownKeys();
            if (deployment is not null && names.Add(deployment.Name))
            {
                deployments.Add(deployment);
            }
            else if (deployment is not null)
            {
                node.Fail("name", $"'{deployment.Name}' is used twice");
            }
        }

        return deployments;
    }

    /// <summary>Null when its name or surface is missing; everything else wrong is reported and a default taken.</summary>
    private static Deployment? ReadOne(ConfigNode node)
    {
        var name = node.Text("name");
        var surface = node.Choice("surface", Surfaces);
        var scope = node.Choice("scope", Scopes) ?? Scope.Global;
        var geo = node.Text("geo");
        var url = node.Text("url");
        var key = node.Text("keyFrom");
        var standsInFor = node.Choice("standsInFor", StandIns);
        var timeouts = ResilienceReader.ReadTimeouts(node.Object("timeouts"));
        var quotas = RateLimitReader.ReadQuotas(node);
        if (name is null)
        {
            node.Fail("name", "is required");
        }

        if (surface is null && !node.Has("surface"))
        {
            node.Fail("surface", $"is required: one of {string.Join(", ", Surfaces.Keys)}");
        }

        if (scope == Scope.Geo && geo is null)
        {
            node.Fail("geo", "is required with scope 'geo': one of us, eu, jp, apac, au, ca");
        }

        if (name is null || surface is null)
        {
            // What else stands here cannot be judged; it must not be called unknown either.
            Array.ForEach(SurfaceKeys, unjudged => node.Has(unjudged));
            return null;
        }

        var common = new Deployment
        {
            Name = name,
            Surface = surface.Value,
            PricedAs = surface.Value,
            Scope = scope,
            Geo = geo,
            KeyVariable = key,
            Timeouts = timeouts,
            Quotas = quotas,
        };
        return surface switch
        {
            Surface.Bedrock => ReadAws(node, common, url, BedrockRegions.EndpointOf) with
            {
                UsesMessagesPath = node.Choice("messages", MessagesPaths) ?? false,
                ControlPlane = ReadUrl(node, node.Text("controlPlane"), "controlPlane"),
                AnswersLists = node.Choice("lists", ListSources) ?? false,
            },
            // Bare ids and one endpoint kind: mantle has no profiles, and its calls stay in the region.
            Surface.BedrockMantle => ReadAws(node, common with { Scope = Scope.InRegion }, url, BedrockRegions.MantleEndpointOf),
            Surface.ClaudePlatformAws => ReadPlatform(node, common with { Scope = Scope.None }, url),
            Surface.AnthropicApi => common with { Address = ReadUrl(node, url) ?? new Uri("https://api.anthropic.com"), KeyVariable = key ?? "ANTHROPIC_API_KEY" },
            Surface.OpenAiCompatible => ReadLocalServer(node, common with { Scope = Scope.None }, url),
            _ => ReadEmulator(node, common with { PricedAs = standsInFor ?? Surface.Bedrock }, url),
        };
    }

    private static Deployment ReadEmulator(ConfigNode node, Deployment common, string? url)
    {
        var deployment = common with { Address = url == "embedded" ? null : ReadUrl(node, url) };
        return common.PricedAs == Surface.OpenAiCompatible ? deployment with { LocalModels = ReadModels(node) } : deployment;
    }

    private static Deployment ReadLocalServer(ConfigNode node, Deployment common, string? url)
    {
        if (url is null)
        {
            node.Fail("url", "is required for openai-compatible: the server's address, for example http://127.0.0.1:11434 (Ollama)");
        }

        return common with { Address = ReadUrl(node, url), LocalModels = ReadModels(node) };
    }

    private static List<LocalModel> ReadModels(ConfigNode node)
    {
        var models = new List<LocalModel>();
        foreach (var (key, value) in node.Items("models"))
        {
            var item = node.Inner(key, value);
            var id = item.Text("id");
            var context = (int)(item.Integer("contextTokens", 512, 100_000_000) ?? 32_768);
            var output = (int)(item.Integer("maxOutputTokens", 1, 10_000_000) ?? 4_096);
            var input = item.Money("inputPerMTok");
            var price = item.Money("outputPerMTok");
            item.RejectUnknownKeys();
            if (string.IsNullOrWhiteSpace(id))
            {
                item.Fail("id", "is required: the model's name on the server");
                continue;
            }

            models.Add(new LocalModel(Model.Local(id, context, output), input, price));
        }

        if (models.Count == 0)
        {
            node.Fail("models", "name at least one model: [ { \"id\": \"qwen3:8b\", \"inputPerMTok\": 0, \"outputPerMTok\": 0 } ]");
        }

        return models;
    }

    private static Deployment ReadPlatform(ConfigNode node, Deployment common, string? url)
    {
        var workspace = node.Text("workspace");
        if (workspace is null)
        {
            node.Fail("workspace", "is required for claude-platform-aws: the workspace's id, wrkspc_…");
        }

        var deployment = ReadAws(node, common, url, BedrockRegions.PlatformEndpointOf);
        return deployment with { WorkspaceId = workspace, KeyVariable = common.KeyVariable ?? "ANTHROPIC_AWS_API_KEY" };
    }

    private static Deployment ReadAws(ConfigNode node, Deployment common, string? url, Func<string, Uri> addressOf)
    {
        var region = node.Text("region");
        var endpoint = node.Text("endpoint");
        var role = node.Text("roleArn");
        if (url is not null)
        {
            node.Fail("url", "a deployment on AWS has the address of its region; write 'endpoint' for another one (VPC endpoint, test)");
        }

        if (role is not null && !(role.StartsWith("arn:", StringComparison.Ordinal) && role.Contains(":iam::", StringComparison.Ordinal)))
        {
            node.Fail("roleArn", $"'{role}' is not the ARN of a role such as arn:aws:iam::123456789012:role/clearbar");
        }

        if (region is null || !BedrockRegions.IsName(region))
        {
            node.Fail("region", region is null ? "is required on AWS, for example us-east-1" : $"'{region}' is not the name of an AWS region such as us-east-1");
            region = "us-east-1";
        }
        else if (!BedrockRegions.CanCall(region, common.Scope, common.Geo))
        {
            node.Fail("geo", $"'{common.Geo}' profiles cannot be called in {region}; take another geography, scope 'in-region' or another region");
        }

        return common with
        {
            Region = region,
            Profile = node.Text("profile"),
            RoleArn = role,
            Address = ReadUrl(node, endpoint, "endpoint") ?? addressOf(region),
            KeyVariable = common.KeyVariable ?? "AWS_BEARER_TOKEN_BEDROCK",
        };
    }

    private static Uri? ReadUrl(ConfigNode node, string? text, string key = "url")
    {
        if (text is null)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            return address;
        }

        node.Fail(key, $"'{text}' is not an http:// or https:// address{(key == "url" ? ", nor 'embedded' (emulator)" : "")}");
        return null;
    }
}
