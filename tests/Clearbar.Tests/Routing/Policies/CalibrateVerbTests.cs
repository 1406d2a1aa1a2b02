using System.CommandLine;
using Clearbar.Certificates;
using Clearbar.Cli;
using Clearbar.Cli.Verbs;

namespace Clearbar.Tests.Routing.Policies;

public sealed class CalibrateVerbTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clearbar-calibrate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Table_json_and_file_tell_the_same_certificates()
    {
        var sample = Write(400, haikuFails: 0);
        var output = Path.Combine(_folder, "certificates.json");

        var (exit, table, talk) = Invoke("--sample", sample, "--out", output);
        var (_, json, _) = Invoke("--sample", sample, "--format", "json");

        Assert.Equal(ExitCodes.Ok, exit);
        Assert.Contains("certified, p = ", table, StringComparison.Ordinal);
        Assert.Contains("1 certificates written", talk, StringComparison.Ordinal);
        var stored = CertificateFile.Parse(File.ReadAllText(output)).Certificates;
        Assert.Equal(stored, CertificateFile.Parse(json).Certificates);
        Assert.Equal("haiku", Assert.Single(stored).Policy);
    }

    [Fact]
    public void Without_proof_it_answers_bad_news_and_what_is_missing()
    {
        var (exit, table, _) = Invoke("--sample", Write(20, haikuFails: 0));

        Assert.Equal(ExitCodes.Failed, exit);
        Assert.Matches("stay on opus: about [0-9]+ more needed", table);
    }

    [Fact]
    public void A_wrong_epsilon_and_a_missing_file_are_wrong_calls()
    {
        Assert.Equal(ExitCodes.Usage, Invoke("--sample", Write(20, 0), "--epsilon", "3").Exit);
        Assert.Equal(ExitCodes.Usage, Invoke("--sample", Path.Combine(_folder, "none.jsonl")).Exit);
    }

    [Fact]
    public void One_class_is_taken_out_of_a_sample_and_certified_as_it_is_beside_the_others()
    {
        var sample = Write(400, haikuFails: 0);
        var lines = File.ReadAllLines(sample);
        File.AppendAllLines(sample, lines.Take(200).Select(static line => line.Replace("\"a\"", "\"b\"", StringComparison.Ordinal)));

        var both = CertificateFile.Parse(Invoke("--sample", sample, "--format", "json").Output).Certificates;
        var one = CertificateFile.Parse(Invoke("--sample", sample, "--class", "b", "--format", "json").Output).Certificates;

        Assert.Equal(["a", "b"], both.Select(static certificate => certificate.Class).Order());
        Assert.Equal(both.Single(static certificate => certificate.Class == "b"), Assert.Single(one));
    }

    [Fact]
    public void An_unknown_class_is_a_wrong_call_that_names_those_there_are_and_requests_take_none()
    {
        var (exit, _, talk) = Invoke("--sample", Write(20, 0), "--class", "z");
        Assert.Equal(ExitCodes.Usage, exit);
        Assert.Contains("no class 'z'; it has a", talk, StringComparison.Ordinal);

        var live = CalibrateVerb.Create().Parse(["--requests", "requests.jsonl", "--max-cost", "1", "--class", "a"]);
        Assert.Contains(live.Errors, static error => error.Message.Contains("--class belongs to --sample", StringComparison.Ordinal));
    }

    private static (int Exit, string Output, string Error) Invoke(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = CalibrateVerb.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString(), error.ToString());
    }

    private string Write(int count, int haikuFails)
    {
        var path = Path.Combine(_folder, "sample.jsonl");
        File.WriteAllLines(path, Enumerable.Range(0, count).Select(i =>
            $$$"""{"class":"a","rungs":{"haiku":{"score":{{{(i < haikuFails ? 0 : 1)}}},"cost":0.001},"opus":{"score":1,"cost":0.01} } }"""));
        return path;
    }
}
