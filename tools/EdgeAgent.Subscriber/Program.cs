using EdgeAgent.Subscriber.Commands;

return await CommandRunner.RunAsync(args, Console.Out, Console.Error, TimeProvider.System);
