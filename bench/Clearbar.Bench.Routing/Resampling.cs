using Clearbar.Certificates;
using Clearbar.Routing.Policies;

namespace Clearbar.Bench.Routing;

/// <summary>
/// Checks the certificates' promise: every judged class is taken as a population, samples of the learned class's size are drawn from it
/// with
/// replacement and calibrated, and a granted policy whose loss in the whole population is epsilon or more is a violation.
/// </summary>
internal sealed class Resampling(OutcomeSample judge, OutcomeSample learn, IReadOnlyList<IRoutingPolicy> policies, Promise promise)
{
    public (double Rate, double Worst) Violations(int resamplings)
    {
        var sizes = learn.ByClass().ToDictionary(static g => g.Key, static g => g.Count(), StringComparer.Ordinal);
        var (all, broken, worst) = (0, 0, 0.0);
        foreach (var group in judge.ByClass())
        {
            RecordedRequest[] population = [.. group];
            var violations = Class(population, sizes.GetValueOrDefault(group.Key, population.Length), resamplings);
            all += resamplings;
            broken += violations;
            worst = Math.Max(worst, (double)violations / resamplings);
        }

        return ((double)broken / all, worst);
    }

    private int Class(RecordedRequest[] population, int size, int resamplings)
    {
        var gaps = policies.ToDictionary(
            static c => c.Name, c => population.Average(r => r.Reference.Score - c.Run(r).Score), StringComparer.Ordinal);
        var random = new Random(20251121);
        var violations = 0;
        var sample = new RecordedRequest[size];
        for (var run = 0; run < resamplings; run++)
        {
            for (var i = 0; i < size; i++)
            {
                sample[i] = population[random.Next(population.Length)];
            }

            var certificate = ClassCalibrator.Calibrate(population[0].Class, judge.Ladder[^1], sample, policies, promise);
            violations += certificate.Granted && gaps[certificate.Policy] >= promise.Epsilon ? 1 : 0;
        }

        return violations;
    }
}
