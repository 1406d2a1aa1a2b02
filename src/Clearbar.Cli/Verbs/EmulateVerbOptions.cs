using System.CommandLine;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.Faults;
using Clearbar.Upstreams.Emulator.Quotas;
using Clearbar.Upstreams.Emulator.Scenarios;

namespace Clearbar.Cli.Verbs;

/// <summary>The options of <c>clearbar emulate</c>. What the command line says stands over what the scenario file says.</summary>
internal sealed class EmulateVerbOptions
{
    private readonly Option<string> _urls = new("--urls")
    {
        Description = "Where to listen, separated by semicolons.",
        DefaultValueFactory = _ => "http://127.0.0.1:8585",
    };

    private readonly Option<int?> _port = new("--port") { Description = "Listen on this port of 127.0.0.1; 0 takes a free one." };

    private readonly Option<FileInfo?> _scenario =
        new("--scenario") { Description = "Scenario file (JSON): accounts, quotas, faults, answers." };

    private readonly Option<double?> _timeScale = new("--time-scale")
    {
        Description = "Factor on the modelled latency: 1 is real pace (the default), 0 as fast as possible.",
    };

    private readonly Option<int?> _seed = new("--seed") { Description = "Decides every draw; 1 when not given." };

    private readonly Option<FileInfo?> _answers = new("--answers") { Description = "Answer sheet, JSON Lines." };

    private readonly Option<string?> _faults = new("--faults")
    {
        Description = "Fault script (JSON file) or short form, for example throttle:0.1,cut:0.02.",
    };

    private readonly Option<int?> _rpm = new("--rpm") { Description = "Requests per minute of every account, region and model." };

    private readonly Option<int?> _tpm = new("--tpm") { Description = "Tokens per minute of every account, region and model." };

    private readonly Option<int?> _length =
        new("--answer-tokens") { Description = "Length of invented text answers in tokens; 0 is one sentence." };

    private readonly Option<bool> _strict = new("--require-credentials") { Description = "Refuse calls without credentials." };

    private readonly Option<bool> _verify =
        new("--verify") { Description = "Check signatures and keys against the scenario's accounts; nobody else is served." };

    public void AddTo(Command command)
    {
        AtLeast(_timeScale, 0, "--time-scale is a number of 0 or more, for example 0.1.");
        AtLeast(_port, 0, "--port is a number from 0 to 65535.");
        AtLeast(_rpm, 1, "--rpm is 1 or more.");
        AtLeast(_tpm, 1, "--tpm is 1 or more.");
        AtLeast(_length, 0, "--answer-tokens is 0 or more.");
        foreach (var option in (Option[])
            [_urls, _port, _scenario, _timeScale, _seed, _answers, _faults, _rpm, _tpm, _length, _strict, _verify])
        {
            command.Add(option);
        }
    }

    /// <exception cref="FormatException">A file is not what it should be, or an option needs another one.</exception>
    public EmulatorOptions Read(ParseResult parsed)
    {
        var limits = new QuotaRule { RequestsPerMinute = parsed.GetValue(_rpm), TokensPerMinute = parsed.GetValue(_tpm) };
        var options = new EmulatorOptions
        {
            Urls = parsed.GetValue(_port) is { } port ? FormattableString.Invariant($"http://127.0.0.1:{port}") : parsed.GetValue(_urls)!,
            TimeScale = parsed.GetValue(_timeScale) ?? 1,
            Seed = parsed.GetValue(_seed) ?? 1,
            DefaultAnswerTokens = parsed.GetValue(_length) ?? 0,
            RequireCredentials = parsed.GetValue(_strict),
            VerifyCredentials = parsed.GetValue(_verify),
            Quotas = limits == new QuotaRule() ? [] : [limits],
            AnswerSheet = parsed.GetValue(_answers) is { } sheet ? AnswerSheet.Load(sheet.FullName) : null,
            Faults = parsed.GetValue(_faults) is { } script ? FaultScript.Load(script) : FaultScript.None,
            RequireVersion = true,
        };
        options = parsed.GetValue(_scenario) is { } file ? Scenario.Load(file.FullName).ApplyTo(options) : options;
        options = options with
        {
            TimeScale = parsed.GetValue(_timeScale) ?? options.TimeScale,
            Seed = parsed.GetValue(_seed) ?? options.Seed,
            DefaultAnswerTokens = parsed.GetValue(_length) ?? options.DefaultAnswerTokens,
            RequireCredentials = parsed.GetValue(_strict) || options.RequireCredentials,
            VerifyCredentials = parsed.GetValue(_verify) || options.VerifyCredentials,
        };
        return options is { VerifyCredentials: true, Accounts.Count: 0 }
            ? throw new FormatException("--verify needs accounts: give a scenario file with \"accounts\" (docs/emulator.md).")
            : options;
    }

    private static void AtLeast<T>(Option<T?> option, T least, string message)
        where T : struct, IComparable<T> =>
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<T?>() is { } value && !(value.CompareTo(least) >= 0))
            {
                result.AddError(message);
            }
        });
}
