return await EdgeAgent.Commands.CommandRunner.RunAsync(args).ConfigureAwait(false);
