using Clearbar.Certificates;
using Clearbar.Routing.Policies;

namespace Clearbar.Tests.Routing.Policies;

public class ClassCalibratorTests
{
    private static readonly IReadOnlyList<Chain> Chains = Chain.AllOf(Recorded.Ladder, withGates: true, withAnswers: false);

    // Haiku and Sonnet lose exactly epsilon against Opus, the hardest case: every certificate for either is false.
    [Theory]
    [InlineData(0.05, 0.1, 0.05, 0.0, 120)]
    [InlineData(0.05, 0.1, 0.09, 0.04, 300)]
    [InlineData(0.03, 0.05, 0.05, 0.02, 200)]
    public void False_certificates_are_at_most_delta_over_thousands_of_classes(double epsilon, double delta, double loss, double win, int count)
    {
        const int Classes = 2000;
        var random = new Random(3);
        var granted = 0;
        for (var i = 0; i < Classes; i++)
        {
            granted += Calibrate(Recorded.Draw(random, count, loss, win), epsilon, delta).Granted ? 1 : 0;
        }

        // Three standard errors of a rate of delta.
        Assert.InRange(granted, 0, (Classes * delta) + (3 * Math.Sqrt(Classes * delta * (1 - delta))));
    }

    [Fact]
    public void An_equal_cheap_tier_is_certified_with_its_saving()
    {
        var certificate = Calibrate(Recorded.Draw(new Random(4), 600, 0.01, 0.01), 0.03, 0.1);

        Assert.True(certificate.Granted);
        Assert.Equal("haiku", certificate.Policy);
        Assert.Equal("opus", certificate.Reference);
        Assert.Equal(400, certificate.Pairs);
        Assert.Equal(0.9, certificate.Saving, 1e-9);
        Assert.True(certificate.PValue <= 0.1);
        Assert.True(certificate.GapInterval.Contains(certificate.Gap));
        Assert.Null(certificate.MoreNeeded);
    }

    [Fact]
    public void Too_few_requests_end_in_a_number_instead_of_a_guess()
    {
        var certificate = Calibrate(Recorded.Draw(new Random(4), 30, 0.0, 0.0), 0.03, 0.1);

        Assert.False(certificate.Granted);
        Assert.InRange(certificate.MoreNeeded ?? 0, 50, 1000);
    }

    [Fact]
    public void A_cheap_tier_that_is_worse_stays_where_it_is_without_a_hope()
    {
        var certificate = Calibrate(Recorded.Draw(new Random(4), 600, 0.3, 0.01), 0.03, 0.1);

        Assert.False(certificate.Granted);
        Assert.Null(certificate.MoreNeeded);
    }

    [Fact]
    public void A_dearer_and_worse_reference_is_left_at_once()
    {
        var certificate = Calibrate(Recorded.Draw(new Random(4), 60, 0.0, 0.3), 0.02, 0.05);

        Assert.True(certificate.Granted);
        Assert.Equal("haiku", certificate.Policy);
        Assert.True(certificate.Gap < 0);
    }

    [Fact]
    public void Certificates_survive_their_file_and_another_version_is_refused()
    {
        var file = new CertificateFile
        {
            Sample = "s.jsonl",
            CreatedAt = new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero),
            Certificates = [Calibrate(Recorded.Draw(new Random(4), 300, 0.01, 0.01), 0.03, 0.1)],
        };

        var read = CertificateFile.Parse(file.ToJson());

        Assert.Equal(file.Certificates[0], read.Certificates[0]);
        Assert.Equal(file.CreatedAt, read.CreatedAt);
        var other = file with { Version = 2 };
        Assert.Throws<InvalidDataException>(() => CertificateFile.Parse(other.ToJson()));
        Assert.Throws<InvalidDataException>(static () => CertificateFile.Parse("{"));
    }

    private static Certificate Calibrate(List<RecordedRequest> requests, double epsilon, double delta)
        => ClassCalibrator.Calibrate("a", "opus", requests, Chains, new Promise(epsilon, delta));
}
