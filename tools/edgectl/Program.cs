return await EdgeAgent.Edgectl.Commands.CommandRunner.RunAsync(args, TimeProvider.System);
