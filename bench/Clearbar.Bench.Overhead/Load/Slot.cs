using System.Diagnostics;
using Clearbar.Bench.Overhead.Servers;

namespace Clearbar.Bench.Overhead.Load;

/// <summary>One stretch of load on one target: every answer is checked, every time is kept.</summary>
internal static class Slot
{
    /// <summary>
    /// Time from the last answer until CPU time is read: what a server does after answering belongs to its requests. The gateway moves its journal
    /// into the store every 200 ms.
    /// </summary>
    public static readonly TimeSpan Afterwards = TimeSpan.FromMilliseconds(250);

    private static readonly FixedAnswers Answers = new();

    /// <summary>Runs a scenario on a target for a while.</summary>
    /// <param name="measured">False while warming up: what the server does afterwards is not waited for.</param>
    /// <exception cref="BenchException">An answer was wrong.</exception>
    public static SlotResult Run(LoadTarget target, Scenario scenario, TimeSpan duration, bool measured = true)
    {
        var request = target.RequestOf(scenario);
        var connections = target.Connections(scenario.Concurrency);
        var answer = new ExpectedAnswer(scenario, Answers.Of(scenario.Dialect, scenario.IsStream).Whole, target.IsCrossing);
        var workers = new Worker[scenario.Concurrency];
        var cpu = target.Server.CpuTime;
        var began = Stopwatch.GetTimestamp();
        var until = began + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i] = new Worker(connections[i], request, answer, scenario, until);
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
        if (measured)
        {
            using var pause = new ManualResetEvent(false);
            pause.WaitOne(Afterwards);
        }

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
        private readonly ExpectedAnswer _expected;
        private readonly Scenario _scenario;
        private readonly long _until;
        private readonly Thread _thread;
        private BenchException? _fault;

        public Worker(Connection connection, byte[] request, ExpectedAnswer expected, Scenario scenario, long until)
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
                    if (!_expected.Is(_connection.Body))
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
