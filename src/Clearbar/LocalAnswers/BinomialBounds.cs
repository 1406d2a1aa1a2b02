namespace Clearbar.LocalAnswers;

/// <summary>Exact (Clopper-Pearson 1934) bounds of a rate seen as k successes in n trials.</summary>
public static class BinomialBounds
{
    /// <summary>The largest rate p with P(X &gt;= k | n, p) at most <paramref name="delta"/>: a one-sided lower bound.</summary>
    public static double Lower(int successes, int trials, double delta)
        => successes == 0 ? 0 : Solve(p => TailAtLeast(successes, trials, p) <= delta);

    /// <summary>The smallest rate p with P(X &lt;= k | n, p) at most <paramref name="delta"/>: a one-sided upper bound.</summary>
    public static double Upper(int successes, int trials, double delta) => 1 - Lower(trials - successes, trials, delta);

    /// <summary>P(X &gt;= k) for X binomial(n, p): the p-value of "the true rate is at most p" after seeing k.</summary>
    public static double TailAtLeast(int successes, int trials, double rate)
    {
        if (successes <= 0)
        {
            return 1;
        }

        if (rate is <= 0 or >= 1 || successes > trials)
        {
            return rate >= 1 && successes <= trials ? 1 : 0;
        }

        // Sums the shorter side; both are sums of positive terms, so nothing cancels where it matters.
        return successes > trials * rate
            ? Sum(successes, trials, 1, trials, rate)
            : 1 - Sum(successes - 1, 0, -1, trials, rate);
    }

    /// <summary>P(X = k) for X binomial(n, p).</summary>
    public static double Mass(int successes, int trials, double rate) => rate switch
    {
        <= 0 => successes == 0 ? 1 : 0,
        >= 1 => successes == trials ? 1 : 0,
        _ => Math.Exp(LogChoose(trials, successes) + (successes * Math.Log(rate)) + ((trials - successes) * Math.Log(1 - rate))),
    };

    private static double Sum(int from, int to, int step, int trials, double rate)
    {
        var odds = Math.Log(rate) - Math.Log(1 - rate);
        var term = LogChoose(trials, from) + (from * Math.Log(rate)) + ((trials - from) * Math.Log(1 - rate));
        var sum = 0.0;
        for (var k = from; ; k += step)
        {
            var value = Math.Exp(term);
            sum += value;
            if (k == to || value < sum * 1e-17)
            {
                return Math.Min(1, sum);
            }

            term += step > 0
                ? Math.Log((double)(trials - k) / (k + 1)) + odds
                : Math.Log((double)k / (trials - k + 1)) - odds;
        }
    }

    private static double LogChoose(int n, int k) => LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);

    // Stirling's series; the sum below 16 is exact enough and the series' error above it is under 1e-12.
    private static double LogFactorial(int n)
    {
        if (n < 16)
        {
            var product = 1.0;
            for (var i = 2; i <= n; i++)
            {
                product *= i;
            }

            return Math.Log(product);
        }

        double x = n + 1;
        return ((x - 0.5) * Math.Log(x)) - x + 0.91893853320467274
            + (1 / (12 * x)) - (1 / (360 * x * x * x)) + (1 / (1260 * x * x * x * x * x));
    }

    private static double Solve(Func<double, bool> low)
    {
        var (from, to) = (0.0, 1.0);
        for (var i = 0; i < 60; i++)
        {
            var middle = (from + to) / 2;
            (from, to) = low(middle) ? (middle, to) : (from, middle);
        }

        return from;
    }
}
