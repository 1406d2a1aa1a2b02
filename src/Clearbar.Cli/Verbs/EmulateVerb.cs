using System.CommandLine;
using System.Globalization;
using Clearbar.Hosting;
using Clearbar.Upstreams.Emulator;

namespace Clearbar.Cli.Verbs;

/// <summary><c>clearbar emulate</c>: only the local Bedrock and Anthropic emulator, for anyone's tests.</summary>
public static class EmulateVerb
{
    private const int Success = 0;
    private const int BadInput = 2;
    private const int CannotListen = 3;

    public static Command Create()
    {
        var settings = new EmulateVerbOptions();
        var command = new Command("emulate", """
            Run only the local emulator of Bedrock, the Anthropic API and OpenAI's Chat Completions, for anyone's tests.

            Examples:
              clearbar emulate --time-scale 0
              clearbar emulate --scenario scenario.json --seed 7 --port 8585
              clearbar emulate --faults throttle:0.1,cut:0.02
            """);
        settings.AddTo(command);
        command.SetAction((parsed, cancellation) =>
            RunAsync(() => settings.Read(parsed), parsed.InvocationConfiguration.Error, cancellation));
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
        catch (Exception exception) when (exception is HostingException or FormatException)
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
          Bedrock     AWS_ENDPOINT_URL_BEDROCK_RUNTIME={address}  AWS_ENDPOINT_URL_BEDROCK={address}
          Anthropic   ANTHROPIC_BASE_URL={address}
          OpenAI      OPENAI_BASE_URL={address}v1
          credentials {Credentials(options)}
          bill        {address}emulator/bill      POST {address}emulator/reset
          time scale  {options.TimeScale}   seed {options.Seed}
          sheet       {options.AnswerSheet?.Count ?? 0} inputs   scripted answers {options.ScriptedAnswers.Count}
          fault rules {options.Faults.Rules.Count}   quota rules {options.Quotas.Count}
        """);

    private static string Credentials(EmulatorOptions options) => options switch
    {
        { VerifyCredentials: true } => $"verified against {options.Accounts.Count} accounts",
        { RequireCredentials: true } => "required, any will do",
        _ => "any or none",
    };
}
