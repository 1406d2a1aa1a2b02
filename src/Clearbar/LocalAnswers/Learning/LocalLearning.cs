using System.Collections.Frozen;
using System.Threading.Channels;
using Clearbar.Configuration;
using Clearbar.Requests;
using Clearbar.Wire;
using Microsoft.Extensions.Logging;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>
/// All classes whose rung 0 learns. The request path asks <see cref="TryAnswer"/> and tells accepted answers; what takes time happens in
/// <see cref="LearningService"/>.
/// </summary>
public sealed class LocalLearning(TimeProvider clock, ILogger<LocalLearning> logger) : IAnswerWitness, IDisposable
{
    // When the recorder cannot follow, the newest are dropped, whatever they say: examples are a sample anyway.
    private readonly Channel<Observation> _seen = Channel.CreateBounded<Observation>(
        new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly HashSet<string> _complained = new(StringComparer.Ordinal);

    // Replaced whole by Follow, which one thread calls; read by every request of a learning class.
    private FrozenDictionary<string, ClassLearner> _learners = FrozenDictionary<string, ClassLearner>.Empty;

    public IEnumerable<ClassLearner> Learners => Volatile.Read(ref _learners).Values;

    internal ChannelReader<Observation> Seen => _seen.Reader;

    /// <summary>Rung 0's answer, or null; then the exchange says why it goes on.</summary>
    public string? TryAnswer(Exchange exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        if (!Volatile.Read(ref _learners).TryGetValue(exchange.Class.Name, out var learner))
        {
            return null;
        }

        var answer = learner.TryAnswer(exchange.Outline, exchange.RequestId, out var pass);
        exchange.LocalPass = pass;
        return answer;
    }

    public void Accepted(Exchange exchange, Attempt attempt, Answer answer, string? verdict)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        // What the last rung said and a gate did not pass is no example of a good answer, and nothing to hold rung 0 against.
        if (verdict is null && exchange.LocalPass is { } pass && exchange.Outline.LastUserText is { } text)
        {
            _seen.Writer.TryWrite(new Observation(pass, text, answer));
        }
    }

    /// <summary>Opens, changes and closes learners as the snapshot says. Called by one thread at a time.</summary>
    public void Follow(GatewaySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var old = _learners;
        var wanted = new Dictionary<string, ClassLearner>(StringComparer.Ordinal);
        foreach (var owner in snapshot.Options.Classes)
        {
            if (snapshot.Classes.PolicyOf(owner.Name) is { LocalLearning: { } options } policy)
            {
                if (old.TryGetValue(owner.Name, out var learner) && !learner.IsClosed && options.PromisesAs(learner.Options) && options.MaxExamples == learner.Options.MaxExamples)
                {
                    learner.Follow(options, policy.Gates);
                }
                else
                {
                    learner?.Dispose();
                    learner = Open(snapshot.Options.DataDirectory, owner.Name, options, policy.Gates);
                }

                if (learner is not null)
                {
                    wanted[owner.Name] = learner;
                }
            }
        }

        // A learner that is closed answers nothing: the path may ask the old ones until here.
        Volatile.Write(ref _learners, wanted.ToFrozenDictionary(StringComparer.Ordinal));
        foreach (var (name, learner) in old)
        {
            if (!wanted.ContainsKey(name))
            {
                learner.Dispose();
            }
        }
    }

    /// <summary>Whether a class that should learn has no learner: its files were not to be had, and are tried again.</summary>
    public bool Misses(GatewaySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        foreach (var owner in snapshot.Options.Classes)
        {
            if (snapshot.Classes.PolicyOf(owner.Name)?.LocalLearning is not null && (!_learners.TryGetValue(owner.Name, out var learner) || learner.IsClosed))
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        foreach (var learner in Learners)
        {
            learner.Dispose();
        }
    }

    private ClassLearner? Open(string dataDirectory, string name, LocalLearningOptions options, Gates.GateSet gates)
    {
        try
        {
            var learner = new ClassLearner(new LearningFiles(dataDirectory, name), options, gates, clock, logger);
            _complained.Remove(name);
            return learner;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (_complained.Add(name))
            {
                LearningLog.Fault(logger, name, exception.Message);
            }

            return null;
        }
    }
}
