using System.CommandLine;

var root = new RootCommand("Clearbar: the cheapest Claude that clears your bar.");
return await root.Parse(args).InvokeAsync();
