using Clearbar.Bench.Routing;

return RoutingBench.Run(args, Console.Out, Console.Error);
