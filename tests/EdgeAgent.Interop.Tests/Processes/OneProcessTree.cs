namespace EdgeAgent.Interop.Tests.Processes;

/// <summary>Children and descriptors of this process are counted: nothing else starts or opens any meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OneProcessTree
{
    public const string Name = "process tree";
}
