using System.Text.Json;
using Clearbar.Classes;
using Clearbar.Gates;
using Clearbar.Gates.Scoring;
using Clearbar.LocalAnswers;
using Clearbar.Pricing;
using Clearbar.Tiers;

namespace Clearbar.Configuration;

/// <summary>Compiles options into a snapshot: loads files, resolves names, builds gates; collects every error with its key.</summary>
public static class SnapshotCompiler
{
    /// <summary>Null when there are errors: a snapshot is whole or absent.</summary>
    public static GatewaySnapshot? Compile(GatewayOptions options, List<ConfigError> errors)
    {
        var prices = LoadPrices(options, errors);
        var catalog = prices is null || ReferenceEquals(prices, PriceBook.Embedded) ? ModelCatalog.Embedded : new ModelCatalog(prices);
        options = ModelNames.Resolve(options, catalog, errors);
        var tiers = new Dictionary<Tier, Model>();
        foreach (var (tier, id) in options.Tiers)
        {
            if (LocalModel(options, id) is { } local)
            {
                tiers[tier] = local;
            }
            else if (catalog.TryResolve(id, out var model, out _))
            {
                tiers[tier] = model;
            }
            else
            {
                errors.Add(new ConfigError($"tiers.{tier.ToString().ToLowerInvariant()}", $"'{id}' is neither a known Claude model id nor a model of an openai-compatible deployment"));
            }
        }

        var policies = new Dictionary<string, ClassPolicy>(StringComparer.Ordinal);
        var splits = new Dictionary<string, ClassSplit>(StringComparer.Ordinal);
        foreach (var owner in options.Classes)
        {
            if (SplitCompiler.Compile(owner, errors) is { } split)
            {
                splits[owner.Name] = split;
            }

            if (CompileClass(owner, errors) is { } policy)
            {
                policies[policy.Name] = policy;
            }
        }

        if (policies.Values.Count(static policy => policy.Gates.Score is not null) > AnswerScores.MostClasses)
        {
            errors.Add(new ConfigError("classes", $"at most {AnswerScores.MostClasses} of them may have a score gate"));
        }

        return errors.Count > 0 || prices is null
            ? null
            : new GatewaySnapshot(options, catalog, prices, new ClassTable(options.Classes, policies, splits), tiers);
    }

    private static Model? LocalModel(GatewayOptions options, string id)
    {
        foreach (var deployment in options.Deployments)
        {
            foreach (var local in deployment.LocalModels)
            {
                if (local.Model.Id == id)
                {
                    return local.Model;
                }
            }
        }

        return null;
    }

    private static PriceBook? LoadPrices(GatewayOptions options, List<ConfigError> errors)
    {
        // Profiles that are still to be resolved are unknown names until then.
        var profiles = options.InferenceProfiles.Where(static profile => profile.Value is not null).ToDictionary(
            static profile => profile.Key, static profile => profile.Value!, StringComparer.Ordinal);
        if (options.PriceFile is null && profiles.Count == 0)
        {
            return PriceBook.Embedded;
        }

        try
        {
            return options.PriceFile is null ? new PriceBook(PriceBook.Embedded.File, profiles) : PriceBook.Load(options.PriceFile, profiles);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or PriceBookException)
        {
            errors.Add(new ConfigError(options.PriceFile is null ? "inferenceProfiles" : "prices", exception.Message));
            return null;
        }
    }

    private static ClassPolicy? CompileClass(ClassOptions options, List<ConfigError> errors)
    {
        var gates = CompileGates(options, errors);
        if (options.HoldBack is not null && gates.AsksOthers)
        {
            errors.Add(new ConfigError(
                $"classes.{options.Name}.holdBack",
                "cannot stand beside webhook, agreement or judge: they are asked about a whole answer, and nobody could act on what they say of one that is out"));
        }

        if (gates.Score is not null && options.Ladder.Count == 0)
        {
            errors.Add(new ConfigError(
                $"classes.{options.Name}.gates",
                "score goes only beside a ladder: where cheaper rungs are certified, a gate that keeps learning would change the policy under its own certificate"));
        }

        var local = options.Local?.Answerer is { } file ? LoadLocal(options, options.Local, file, errors) : null;
        if (options.Ladder.Count == 0 && options.Learning is null)
        {
            return null;
        }

        return new ClassPolicy
        {
            Name = options.Name,
            Ladder = [.. options.Ladder],
            Delivery = options.Delivery,
            Gates = gates,
            Local = local,
            LocalLearning = options.Ladder is [{ IsLocal: true }, ..] ? options.Local?.Learning : null,
            ThinkingBudget = options.ThinkingBudget,
            HedgeAfter = options.HedgeAfter,
            Foresight = options.Foresight,
            EscalatesRefusals = options.EscalatesRefusals,
            EarlyRefusal = options.EarlyRefusal,
            HoldBack = options.HoldBack,
            Repairs = options.Repairs,
            MaxLatency = options.MaxLatency,
            Learning = options.Learning,
        };
    }

    private static GateSet CompileGates(ClassOptions options, List<ConfigError> errors)
    {
        var gates = new List<GateOptions?>(options.Gates.Count);
        foreach (var (key, value) in options.Gates)
        {
            try
            {
                gates.Add(value.Deserialize<GateOptions>());
            }
            catch (JsonException exception)
            {
                errors.Add(new ConfigError(exception.Path is { Length: > 2 } path ? key + path[1..] : key, "has the wrong type; see docs/gates.md"));
            }
        }

        var mistakes = new List<GateError>();
        var set = GateFactory.Create(gates, $"classes.{options.Name}.gates", mistakes);
        foreach (var mistake in mistakes)
        {
            errors.Add(new ConfigError(mistake.Key, mistake.Message));
        }

        return set;
    }

    private static LocalRung? LoadLocal(ClassOptions owner, LocalOptions options, string path, List<ConfigError> errors)
    {
        var key = $"classes.{owner.Name}.local.answerer";
        try
        {
            using var file = File.OpenRead(path);
            var answerer = LocalAnswerer.Load(file);
            var threshold = options.Confidence ?? answerer.ThresholdFor(options.Agreement);
            if (double.IsInfinity(threshold))
            {
                errors.Add(new ConfigError(
                    $"classes.{owner.Name}.local.agreement",
                    $"the answerer reaches no agreement of {options.Agreement} at any confidence; lower it, or train with more examples"));
                return null;
            }

            return new LocalRung(answerer, threshold, options.LabelMember, options.ConfidenceMember);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            errors.Add(new ConfigError(key, $"{exception.Message} (make it with 'clearbar train')"));
            return null;
        }
    }
}
