using System.Diagnostics;
using Clearbar.Bench.Overhead.Servers;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>One stretch of load on one target: every answer is checked, every time is kept.</summary>
internal static class Slot
{
    private static readonly FixedAnswers Answers = new();

    /// <summary>Runs a scenario on a target for a while.</summary>
    /// <exception cref="BenchException">An answer was wrong.</exception>
    public static SlotResult Run(LoadTarget target, Scenario scenario, TimeSpan duration)
    {
        var request = target.RequestOf(scenario);
        var connections = target.Connections(scenario.Concurrency);
        var expected = scenario.Expected(Answers);
        var workers = new Worker[scenario.Concurrency];
        var cpu = target.Server.CpuTime;
        var began = Stopwatch.GetTimestamp();
        var until = began + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new Worker(connections[i], request, expected, scenario, until);
            workers[i].Start();
        }

        var first = new List<long>();
        var last = new List<long>();
        foreach (var worker in workers)
        {
            worker.Finish();
            first.AddRange(worker.First);
            last.AddRange(worker.Last);
        }

        var elapsed = Stopwatch.GetElapsedTime(began);
        target.Count(last.Count);
        return new SlotResult(Sorted(first), Sorted(last), elapsed, target.Server.CpuTime - cpu);
    }

    private static long[] Sorted(List<long> ticks)
    {
        ticks.Sort();
        return [.. ticks];
    }

    private sealed class Worker
    {
        private readonly Connection _connection;
        private readonly byte[] _request;
        private readonly byte[] _expected;
        private readonly Scenario _scenario;
        private readonly long _until;
        private readonly Thread _thread;
        private BenchException? _fault;

        public Worker(Connection connection, byte[] request, byte[] expected, Scenario scenario, long until)
        {
            _connection = connection;
            _request = request;
            _expected = expected;
            _scenario = scenario;
            _until = until;
            _thread = new Thread(Send) { IsBackground = true };
        }

        public List<long> First { get; } = new(16 * 1024);

        public List<long> Last { get; } = new(16 * 1024);

        public void Start() => _thread.Start();

        public void Finish()
        {
            _thread.Join();
            if (_fault is { } fault)
            {
                throw fault;
            }
        }

        private void Send()
        {
            try
            {
                // A handle nobody signals: its timeout is the pause between two requests.
                using var pause = new ManualResetEvent(false);
                while (Stopwatch.GetTimestamp() < _until)
                {
                    var (first, last) = _connection.Exchange(_request);
                    First.Add(first);
                    Last.Add(last);
                    if (!AnswerCheck.IsRight(_connection.Body, _expected))
                    {
                        throw new BenchException($"{_scenario.Name}: an answer is not what the upstream sent ({_connection.Body.Length} bytes).");
                    }

                    if (_scenario.EveryMs > 0)
                    {
                        pause.WaitOne(_scenario.EveryMs);
                    }
                }
            }
            catch (BenchException fault)
            {
                _fault = fault;
            }
        }
    }
}
