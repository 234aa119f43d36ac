namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>Children, descriptors or memory of this process are measured: nothing else starts, opens or takes any meanwhile.</summary>
[CollectionDefinition(nameof(OneProcessTree), DisableParallelization = true)]
public sealed class OneProcessTree;
