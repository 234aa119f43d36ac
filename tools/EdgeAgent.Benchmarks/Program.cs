return await EdgeAgent.Benchmarks.BenchmarkCommand.RunAsync(args).ConfigureAwait(false);
