using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Clearbar.Certificates;
using Clearbar.Cli.Calibrating;
using Clearbar.Pricing;
using Clearbar.Routing.Policies;
using Clearbar.Tiers;

namespace Clearbar.Cli.Verbs;

/// <summary>Options of <c>clearbar calibrate</c>: a recorded sample, or live calls that make one.</summary>
internal sealed class CalibrateVerbOptions
{
    private readonly Option<FileInfo?> _sample = new("--sample") { Description = "Recorded outcomes, one JSON object per line" };
    private readonly Option<string?> _class = new("--class") { Description = "Calibrate this class of the sample only" };
    private readonly Option<FileInfo?> _requests = new("--requests") { Description = "Requests to ask on every rung, one JSON object per line" };
    private readonly Option<Usd?> _maxCost = new("--max-cost") { Description = "Most that the calls may cost together, in US dollars", CustomParser = ParseUsd };
    private readonly Option<FileInfo?> _config = new("--config") { Description = "Configuration file (default: clearbar.json here, if it exists)" };
    private readonly Option<string?> _data = new("--data") { Description = "Directory of the calls' ledger (default: a temporary one)" };
    private readonly Option<FileInfo?> _record = new("--record") { Description = "File for the outcomes; what it holds already is not asked again" };
    private readonly Option<bool> _emulate = new("--emulate") { Description = "Ask the embedded emulator even if credentials are there" };
    private readonly Option<FileInfo?> _answers = new("--answers") { Description = "Answer sheet for the emulator (JSONL)" };

    private readonly Option<string> _rungs = new("--rungs")
    {
        Description = "Tiers to ask, cheapest first, the last is the reference",
        DefaultValueFactory = static _ => "haiku,sonnet,opus",
    };

    private readonly Option<double> _epsilon = new("--epsilon")
    {
        Description = "Largest loss of mean score accepted, 0 to 1",
        DefaultValueFactory = static _ => Promise.Default.Epsilon,
    };

    private readonly Option<double> _delta = new("--delta")
    {
        Description = "Chance that a certificate is wrong, up to 0.5",
        DefaultValueFactory = static _ => Promise.Default.Delta,
    };

    public Option<FileInfo?> Output { get; } = new("--out") { Description = "Also write the certificates to this file" };

    public Option<string> Format { get; } = PricesVerb.FormatOption();

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[
            _sample, _class, _requests, _maxCost, _rungs, _config, _data, _record, _emulate, _answers, _epsilon, _delta, Output, Format])
        {
            command.Add(option);
        }

        command.Validators.Add(Check);
    }

    /// <summary>The recorded sample, or the one class of it that is asked for. Null: live calls are asked for.</summary>
    /// <exception cref="OutcomeException">The file is no sample.</exception>
    /// <exception cref="ArgumentException">The sample has no such class.</exception>
    public OutcomeSample? SampleOf(ParseResult parsed)
    {
        if (parsed.GetValue(_sample) is not { } file)
        {
            return null;
        }

        var sample = OutcomeReader.ReadFile(file.FullName);
        if (parsed.GetValue(_class) is not { } name)
        {
            return sample;
        }

        var own = sample.With([.. sample.Requests.Where(request => request.Class == name)]);
        return own.Count > 0
            ? own
            : throw new ArgumentException(
                $"--class: the sample has no class '{name}'; it has {string.Join(", ", sample.ByClass().Select(static g => g.Key).Order(StringComparer.Ordinal))}");
    }

    /// <exception cref="ArgumentException">It cannot be promised.</exception>
    public Promise PromiseOf(ParseResult parsed) => new Promise(parsed.GetValue(_epsilon), parsed.GetValue(_delta)).Checked();

    /// <exception cref="ArgumentException">The rungs are no ladder.</exception>
    public LiveOptions LiveOf(ParseResult parsed) => new()
    {
        Requests = parsed.GetValue(_requests)!,
        MaxCost = parsed.GetValue(_maxCost)!.Value,
        Rungs = RungsOf(parsed.GetValue(_rungs)!),
        Config = parsed.GetValue(_config),
        Data = parsed.GetValue(_data),
        Record = parsed.GetValue(_record),
        Emulate = parsed.GetValue(_emulate),
        Answers = parsed.GetValue(_answers),
    };

    private static string[] RungsOf(string text)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in names)
        {
            if (!Rung.TryParse(name, out var rung) || rung.IsLocal || rung.Thinking)
            {
                throw new ArgumentException($"--rungs: '{name}' cannot be asked alone; use haiku, sonnet and opus");
            }
        }

        return names.Length >= 2 && names.Distinct(StringComparer.Ordinal).Count() == names.Length
            ? names
            : throw new ArgumentException("--rungs: two or three different ones are expected, cheapest first, the reference last");
    }

    private void Check(CommandResult result)
    {
        var live = result.GetResult(_requests) is not null;
        if (live == (result.GetResult(_sample) is not null))
        {
            result.AddError("Give either --sample with recorded outcomes or --requests with requests to ask.");
            return;
        }

        if (live && result.GetResult(_class) is not null)
        {
            result.AddError("--class belongs to --sample; with --requests leave the other classes' lines out of the file.");
        }

        if (live && result.GetResult(_maxCost) is null)
        {
            result.AddError("--requests calls models: say with --max-cost what they may cost at most, for example --max-cost 2.00.");
            return;
        }

        foreach (var option in (Option[])[_maxCost, _config, _data, _record, _emulate, _answers, _rungs])
        {
            if (!live && result.GetResult(option) is { Implicit: false })
            {
                result.AddError($"{option.Name} belongs to --requests; with --sample nothing is asked.");
            }
        }
    }

    private static Usd? ParseUsd(ArgumentResult argument)
    {
        var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : "";
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) && amount > 0)
        {
            return new Usd(amount);
        }

        argument.AddError($"--max-cost: '{text}' is no amount above 0 in US dollars such as 2.00");
        return null;
    }
}
