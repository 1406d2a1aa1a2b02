using System.Threading.Channels;
using Clearbar.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Clearbar.LocalAnswers.Learning;

/// <summary>
/// What learning does behind the request path: one loop records accepted answers, one trains, one class at a time on a thread of low priority,
/// and one follows the configuration.
/// </summary>
public sealed class LearningService(LocalLearning learning, CurrentSnapshot current, TimeProvider clock, ILogger<LearningService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Channel<ClassLearner> _due = Channel.CreateUnbounded<ClassLearner>();
    private GatewaySnapshot? _followed;

    /// <summary>What was certified before answers from the first request on.</summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Follow();
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(RecordAsync(stoppingToken), TrainAsync(stoppingToken), FollowAsync(stoppingToken));

    private async Task RecordAsync(CancellationToken stopping)
    {
        await foreach (var seen in learning.Seen.ReadAllAsync(stopping))
        {
            var learner = seen.Pass.Learner;
            try
            {
                learner.Observe(seen);
                Queue(learner);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                Close(learner, exception);
            }
        }
    }

    private async Task TrainAsync(CancellationToken stopping)
    {
        await foreach (var learner in _due.Reader.ReadAllAsync(stopping))
        {
            await Task.Factory.StartNew(() => Train(learner, stopping), stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }

    private void Train(ClassLearner learner, CancellationToken stopping)
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        try
        {
            learner.Train(stopping);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            LearningLog.Fault(logger, learner.Class, exception.Message);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The gateway stops; the examples are on disk.
        }
    }

    private async Task FollowAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            Follow();
            foreach (var learner in learning.Learners)
            {
                Save(learner);
            }
        }
    }

    private void Queue(ClassLearner learner)
    {
        if (learner.TryBegin())
        {
            _due.Writer.TryWrite(learner);
        }
    }

    private void Save(ClassLearner learner)
    {
        try
        {
            learner.Save();

            // What came while a look was under way, or before the start, may be enough without another answer.
            Queue(learner);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Close(learner, exception);
        }
    }

    /// <summary>The store is opened anew at the follower's next look.</summary>
    private void Close(ClassLearner learner, Exception exception)
    {
        LearningLog.Fault(logger, learner.Class, exception.Message);
        learner.Abandon();
    }

    private void Follow()
    {
        var snapshot = current.Value;
        if (!ReferenceEquals(snapshot, _followed) || learning.Misses(snapshot))
        {
            _followed = snapshot;
            learning.Follow(snapshot);
        }
    }
}
