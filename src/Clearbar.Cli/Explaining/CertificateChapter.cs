using System.Text.Json;
using Clearbar.Certificates;

namespace Clearbar.Cli.Explaining;

/// <summary>A class's certificates, as <c>clearbar calibrate --out</c> left them in the data directory.</summary>
internal sealed class CertificateChapter : IClassChapter
{
    private IReadOnlyList<(string File, CertificateFile Source, Certificate Certificate)> _found = [];

    public bool TryRead(ClassQuestion question)
    {
        _found = question.DataDirectory is { } folder ? CertificateFolder.Find(folder, question.Class) : [];
        return _found.Count > 0;
    }

    public IEnumerable<string> Tell()
    {
        foreach (var (file, source, c) in _found)
        {
            yield return c.Granted
                ? Words.Text($"Certificate ({file}, {Words.Day(source.CreatedAt)}, sample {source.Sample}): {c.Policy} may take the class. ")
                    + Words.Text($"It loses less than ε = {c.Promise.Epsilon:0.##%} against {c.Reference}, with confidence {1 - c.Promise.Delta:0.##%} ")
                    + Words.Text($"(δ = {c.Promise.Delta:0.##%}, p = {c.PValue:0.####}, {c.Method}).")
                : Words.Text($"No certificate ({file}, {Words.Day(source.CreatedAt)}, sample {source.Sample}): the class stays on {c.Reference}. ")
                    + Words.Text($"That {c.Policy} loses less than ε = {c.Promise.Epsilon:0.##%} is not proved at δ = {c.Promise.Delta:0.##%} ")
                    + Words.Text($"(p = {c.PValue:0.####}, {c.Method}); {Missing(c)}.");
            yield return Words.Text($"  n = {c.Pairs:N0} requests tested, {c.Losses + c.Wins:N0} of them discordant: {c.Losses:N0} lost, {c.Wins:N0} won; ")
                + Words.Text($"observed loss {c.Gap:P1} ({c.GapInterval.Low:P1} to {c.GapInterval.High:P1}).");
            yield return Words.Text($"  Expected saving {c.Saving:P1} of the cost of {c.Reference} ({c.SavingInterval.Low:P1} to {c.SavingInterval.High:P1}).");
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("certificates");
        foreach (var (file, source, certificate) in _found)
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteString("sample", source.Sample);
            json.WriteString("createdAt", source.CreatedAt);
            json.WriteNumber("discordant", certificate.Losses + certificate.Wins);
            json.WritePropertyName("certificate");
            json.WriteRawValue(certificate.ToJson());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Missing(Certificate c)
        => c.MoreNeeded is { } more ? $"about {Words.Count(more, "further request")} would do" : "more requests would not help, the loss is not below ε";
}
