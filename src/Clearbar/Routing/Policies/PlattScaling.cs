namespace Clearbar.Routing.Policies;

/// <summary>Fits the line through log-odds that makes them honest (Platt 1999), by Newton's method on held-out rows.</summary>
public static class PlattScaling
{
    /// <summary>
    /// The scale and shift that minimise the cross-entropy; the scale is held at or above 0, so that order is never turned.
    /// </summary>
    /// <param name="logOdds">Log-odds predicted for rows the model did not see.</param>
    /// <param name="targets">What happened, 0 to 1.</param>
    /// <param name="weights">For how many each row stands; empty: for itself.</param>
    public static (double Scale, double Shift) Fit(ReadOnlySpan<double> logOdds, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights = default)
    {
        var (scale, shift) = (1.0, 0.0);
        for (var step = 0; step < 30; step++)
        {
            // A ridge of one pseudo-row towards the identity keeps separable data finite.
            var (gs, gt, hss, hst, htt) = (scale - 1, shift, 1.0, 0.0, 1.0);
            for (var i = 0; i < logOdds.Length; i++)
            {
                var x = logOdds[i];
                var p = 1 / (1 + Math.Exp(-((scale * x) + shift)));
                var rows = weights.IsEmpty ? 1 : weights[i];
                var (error, weight) = (rows * (p - targets[i]), rows * p * (1 - p));
                gs += error * x;
                gt += error;
                hss += weight * x * x;
                hst += weight * x;
                htt += weight;
            }

            var determinant = (hss * htt) - (hst * hst);
            var (ds, dt) = (((gs * htt) - (gt * hst)) / determinant, ((gt * hss) - (gs * hst)) / determinant);

            // A full Newton step overshoots where most rows are certain already; it is halved until the loss falls.
            var before = Loss(logOdds, targets, weights, scale, shift);
            while (Math.Abs(ds) + Math.Abs(dt) > 1e-10 && Loss(logOdds, targets, weights, scale - ds, shift - dt) > before)
            {
                (ds, dt) = (ds / 2, dt / 2);
            }

            (scale, shift) = (scale - ds, shift - dt);
            if (Math.Abs(ds) + Math.Abs(dt) <= 1e-10)
            {
                break;
            }
        }

        return (Math.Max(0, scale), shift);
    }

    private static double Loss(
        ReadOnlySpan<double> logOdds, ReadOnlySpan<float> targets, ReadOnlySpan<float> weights, double scale, double shift)
    {
        var loss = (((scale - 1) * (scale - 1)) + (shift * shift)) / 2;
        for (var i = 0; i < logOdds.Length; i++)
        {
            // -log of the chance given to what happened: log(1 + e^x) - target x, written so that e^x cannot overflow.
            var x = (scale * logOdds[i]) + shift;
            loss += (weights.IsEmpty ? 1 : weights[i]) * (Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))) - (targets[i] * x));
        }

        return loss;
    }
}
