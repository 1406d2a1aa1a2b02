using System.CommandLine;
using Clearbar.Bench.Overhead;
using Clearbar.Bench.Overhead.Relay;
using Clearbar.Bench.Overhead.Servers;
using Clearbar.Bench.Overhead.Streams;

var root = new RootCommand("Measures what the gateway adds to a call, against a plain ASP.NET passthrough in the same run.")
{
    RunCommand.Create(),
    RelayCommand.Create(),
    StreamsCommand.Create(),
    UpstreamServer.CreateCommand(),
    PassthroughServer.CreateCommand(),
};
return await root.Parse(args).InvokeAsync();
