using EdgeAgent.Synthesis.Commands;

return CommandRunner.Run(args, Console.Out, Console.Error);
