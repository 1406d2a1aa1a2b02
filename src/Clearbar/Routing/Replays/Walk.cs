namespace Clearbar.Routing.Replays;

/// <summary>A request's way up a policy's rungs: what each costs, and with what chance its answer does not pass.</summary>
internal sealed class Walk
{
    private readonly List<Step> _steps = [];

    /// <summary>Every verdict on the way is known, and every rung was tried.</summary>
    public bool IsCertain => _steps.TrueForAll(static step => step.WasTried && step.FailChance is 0 or 1);

    /// <summary>Index of the rung that answers; meaningful where <see cref="IsCertain"/>.</summary>
    public int Last => _steps.Count - 1;

    /// <summary>Expected cost: each rung at the chance that it is reached.</summary>
    public decimal Cost
    {
        get
        {
            var (sum, reach) = (0m, 1m);
            foreach (var step in _steps)
            {
                sum += reach * step.Cost;
                reach *= (decimal)step.FailChance;
            }

            return sum;
        }
    }

    /// <summary>Expected number of times it goes on to a further rung.</summary>
    public double Escalations
    {
        get
        {
            var (sum, reach) = (0.0, 1.0);
            for (var i = 0; i < _steps.Count - 1; i++)
            {
                reach *= _steps[i].FailChance;
                sum += reach;
            }

            return sum;
        }
    }

    /// <summary>Takes the next rung.</summary>
    /// <param name="cost">What it costs.</param>
    /// <param name="failChance">Chance that its answer does not pass; 0 for the last rung.</param>
    /// <param name="rate">Where the chance comes from, when it is estimated; null when it is certain or given.</param>
    /// <param name="wasTried">The cost is that of an attempt which was made.</param>
    public void Take(decimal cost, double failChance, string? rate, bool wasTried) => _steps.Add(new Step(cost, failChance, rate, wasTried));

    /// <summary>By how much the expected cost changes with each estimated chance: the expected cost of what lies behind it.</summary>
    public IEnumerable<(string Rung, double Cost)> Slopes()
    {
        var reach = 1m;
        for (var i = 0; i < _steps.Count; i++)
        {
            if (_steps[i].Rate is { } rung)
            {
                var (behind, on) = (0m, reach);
                for (var j = i + 1; j < _steps.Count; j++)
                {
                    behind += on * _steps[j].Cost;
                    on *= (decimal)_steps[j].FailChance;
                }

                yield return (rung, (double)behind);
            }

            reach *= (decimal)_steps[i].FailChance;
        }
    }

    private readonly record struct Step(decimal Cost, double FailChance, string? Rate, bool WasTried);
}
