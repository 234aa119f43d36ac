namespace EdgeAgent.Rpc.Tests;

/// <summary>Tests that run alone, because they count what the whole process allocates.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
