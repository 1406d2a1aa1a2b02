using System.CommandLine;
using System.Text.Json;
using Clearbar.Cli.Verbs;
using Clearbar.LocalAnswers;

namespace Clearbar.Tests.LocalAnswers;

public sealed class TrainVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clearbar-train-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_written_file_answers_and_the_table_marks_its_threshold()
    {
        var examples = WriteSmall("text", "label");
        var file = Path.Combine(_folder, "small.cbr0");

        var (exit, output, error) = Invoke("--labels", examples, "--out", file, "--target", "0.9");

        Assert.Equal(TrainVerb.ExitOk, exit);
        Assert.Contains("<- certified", output, StringComparison.Ordinal);
        Assert.Contains("cross-validation", error, StringComparison.Ordinal);
        using var stream = File.OpenRead(file);
        var answerer = LocalAnswerer.Load(stream);
        var prediction = answerer.Predict(TrainedSample.Small[0].Text);
        Assert.Equal(TrainedSample.Small[0].Label, answerer.Labels[prediction.LabelIndex]);
        Assert.Equal([Path.GetFileName(examples), "small.cbr0"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Json_names_the_certified_point_and_the_curve()
    {
        var examples = WriteSmall("subject", "queue");
        var (exit, output, _) = Invoke(
            "--labels", examples, "--out", Path.Combine(_folder, "b.cbr0"), "--target", "0.9", "--format", "json", "--text-field", "subject", "--label-field", "queue");

        using var document = JsonDocument.Parse(output);
        Assert.Equal(TrainVerb.ExitOk, exit);
        Assert.Equal(12, document.RootElement.GetProperty("labels").GetInt32());
        Assert.True(document.RootElement.GetProperty("certified").GetProperty("agreement").GetDouble() >= 0.9);
        Assert.True(document.RootElement.GetProperty("curve").GetArrayLength() > 50);
    }

    [Fact]
    public void A_bad_line_is_named_and_nothing_is_written()
    {
        var examples = Path.Combine(_folder, "bad.jsonl");
        File.WriteAllLines(examples, ["{\"text\":\"a\",\"label\":\"x\"}", "{\"text\":\"b\"}"]);

        var (exit, _, error) = Invoke("--labels", examples, "--out", Path.Combine(_folder, "bad.cbr0"));

        Assert.Equal(TrainVerb.ExitUsage, exit);
        Assert.Contains("bad.jsonl: Line 2 has no member \"label\"", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder, "bad.cbr0")));
    }

    [Fact]
    public void A_target_that_cannot_be_certified_is_said_so()
    {
        var examples = Path.Combine(_folder, "few.jsonl");
        File.WriteAllLines(examples, TrainedSample.Small.Take(60).Select((e, i) => JsonSerializer.Serialize(new { text = e.Text, label = i % 2 == 0 ? "even" : "odd" })));

        var (exit, output, _) = Invoke("--labels", examples, "--out", Path.Combine(_folder, "few.cbr0"));

        Assert.Equal(TrainVerb.ExitNotCertified, exit);
        Assert.Contains("not certified", output, StringComparison.Ordinal);
    }

    private static (int Exit, string Output, string Error) Invoke(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = TrainVerb.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }

    private string WriteSmall(string textField, string labelField)
    {
        var path = Path.Combine(_folder, "a.jsonl");
        File.WriteAllLines(path, TrainedSample.Small.Select(e => JsonSerializer.Serialize(new Dictionary<string, string> { [textField] = e.Text, [labelField] = e.Label })));
        return path;
    }
}
