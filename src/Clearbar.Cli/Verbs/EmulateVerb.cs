using System.CommandLine;
using System.Globalization;
using Clearbar.Hosting;
using Clearbar.Upstreams.Emulator;
using Clearbar.Upstreams.Emulator.Answers;
using Clearbar.Upstreams.Emulator.Faults;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar emulate</c>: only the local Bedrock and Anthropic emulator, for anyone's tests.</summary>
public static class EmulateVerb
{
    private const int Success = 0;
    private const int BadInput = 2;
    private const int CannotListen = 3;

    public static Command Create()
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen, separated by semicolons.",
            DefaultValueFactory = _ => "http://127.0.0.1:8585",
        };
        var timeScale = new Option<double>("--time-scale")
        {
            Description = "Factor on the modelled latency: 1 is real pace, 0 as fast as possible.",
            DefaultValueFactory = _ => 1,
        };
        timeScale.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() >= 0))
            {
                result.AddError("--time-scale is a number of 0 or more, for example 0.1.");
            }
        });
        var seed = new Option<int>("--seed") { Description = "Decides every draw.", DefaultValueFactory = _ => 1 };
        var answers = new Option<FileInfo?>("--answers") { Description = "Answer sheet, JSON Lines." };
        var faults = new Option<string?>("--faults")
        {
            Description = "Fault script (JSON file) or short form, for example throttle:0.1,cut:0.02.",
        };
        var length = new Option<int>("--answer-tokens") { Description = "Length of invented text answers in tokens; 0 is one sentence." };
        var strict = new Option<bool>("--require-credentials") { Description = "Refuse calls without a key or without anthropic-version." };
        var command = new Command("emulate", "Run only the local Bedrock and Anthropic emulator.")
        {
            urls, timeScale, seed, answers, faults, length, strict,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            () => new EmulatorOptions
            {
                Urls = parsed.GetValue(urls)!,
                TimeScale = parsed.GetValue(timeScale),
                Seed = parsed.GetValue(seed),
                AnswerSheet = parsed.GetValue(answers) is { } sheet ? AnswerSheet.Load(sheet.FullName) : null,
                Faults = parsed.GetValue(faults) is { } script ? FaultScript.Load(script) : FaultScript.None,
                DefaultAnswerTokens = parsed.GetValue(length),
                RequireCredentials = parsed.GetValue(strict),
            },
            parsed.InvocationConfiguration.Error,
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Func<EmulatorOptions> read, TextWriter talk, CancellationToken cancellation)
    {
        EmulatorOptions options;
        try
        {
            options = read();
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            await talk.WriteLineAsync(exception.Message);
            return BadInput;
        }

        EmulatorHost host;
        try
        {
            host = await EmulatorHost.StartAsync(options, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Success;
        }
        catch (HostingException exception)
        {
            await talk.WriteLineAsync(exception.Message);
            return BadInput;
        }
        catch (IOException exception)
        {
            await talk.WriteLineAsync($"Cannot listen on {options.Urls}: {exception.Message} Choose another address with --urls.");
            return CannotListen;
        }

        await using (host)
        {
            await talk.WriteLineAsync(Greeting(host.BaseAddress, options));
            await WaitAsync(cancellation);
        }

        return Success;
    }

    private static async Task WaitAsync(CancellationToken cancellation)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellation.Register(stopped.SetResult))
        {
            await stopped.Task;
        }
    }

    private static string Greeting(Uri address, EmulatorOptions options) => string.Create(CultureInfo.InvariantCulture, $"""
        ==============================================================================
          CLEARBAR EMULATOR: NOTHING HERE IS SAID BY A MODEL. Do not use for real work.
        ==============================================================================
          listening   {address}
          Bedrock     AWS_ENDPOINT_URL_BEDROCK_RUNTIME={address}  (any credentials)
          Anthropic   ANTHROPIC_BASE_URL={address}  (any key)
          bill        {address}emulator/bill      POST {address}emulator/reset
          time scale  {options.TimeScale}   seed {options.Seed}
          sheet       {options.AnswerSheet?.Count ?? 0} inputs   fault rules {options.Faults.Rules.Count}
        """);
}
