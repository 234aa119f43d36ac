namespace EdgeAgent.Pipelines.Tests.Sources.Live;

/// <summary>Children and descriptors of this process are counted: nothing else starts or opens any meanwhile.</summary>
[CollectionDefinition(nameof(OneProcessTree), DisableParallelization = true)]
public sealed class OneProcessTree;
