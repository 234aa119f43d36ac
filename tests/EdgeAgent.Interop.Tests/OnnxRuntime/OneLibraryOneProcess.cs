namespace EdgeAgent.Interop.Tests.OnnxRuntime;

/// <summary>The library, its log sink and its handle count belong to the process: tests of it run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class OneLibraryOneProcess
{
    public const string Name = "ONNX Runtime";
}
