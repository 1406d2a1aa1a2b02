using Clearbar.Limits;
using Clearbar.Quotas;

namespace Clearbar.Configuration;

/// <summary>Reads the list <c>rateLimits</c> and the object <c>quotas</c> of a deployment. See docs/budgets.md.</summary>
internal static class RateLimitReader
{
    public static List<RateLimit> Read(ConfigNode root)
    {
        var limits = new List<RateLimit>();
        foreach (var (key, value) in root.Items("rateLimits"))
        {
            var node = root.Inner(key, value);
            var limit = new RateLimit
            {
                Name = node.Text("name") ?? "",
                Match = MatchReader.Read(node, knowsModel: false),
                Each = MatchReader.ReadEach(node),
                RequestsPerMinute = (int?)node.Integer("requestsPerMinute", 1, 10_000_000),
                TokensPerMinute = node.Integer("tokensPerMinute", 1, 100_000_000_000),
                Concurrency = (int?)node.Integer("concurrency", 1, 1_000_000),
            };
            if (!Classes.ClassName.IsValid(limit.Name))
            {
                node.Fail("name", "is required: 1 to 64 letters, digits, '.', '_' or '-'");
            }

            if (!node.Has("requestsPerMinute") && !node.Has("tokensPerMinute") && !node.Has("concurrency"))
            {
                node.Fail("requestsPerMinute", "limit something: requestsPerMinute, tokensPerMinute or concurrency");
            }

            node.RejectUnknownKeys();
            limits.Add(limit);
        }

        return limits;
    }

    /// <summary>Reads <c>quotas</c> of a deployment; null when it has none.</summary>
    public static DeploymentQuotas? ReadQuotas(ConfigNode deployment)
    {
        if (deployment.Object("quotas") is not { } node)
        {
            return null;
        }

        var each = ReadQuota(node);
        var byModel = new Dictionary<string, ProviderQuota>(StringComparer.Ordinal);
        if (node.Object("models") is { } models)
        {
            foreach (var (model, value) in models.Entries())
            {
                var own = models.Inner($"{models.Path}.{model}", value);
                byModel[model] = ReadQuota(own);
                own.RejectUnknownKeys();
            }
        }

        node.RejectUnknownKeys();
        return new DeploymentQuotas(each, byModel);
    }

    private static ProviderQuota ReadQuota(ConfigNode node) => new()
    {
        RequestsPerMinute = (int?)node.Integer("requestsPerMinute", 1, 10_000_000),
        TokensPerMinute = node.Integer("tokensPerMinute", 1, 100_000_000_000),
        TokensPerDay = node.Integer("tokensPerDay", 1, 100_000_000_000_000),
    };
}
