using EdgeAgent.Core.Models;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Models.Tests.Support;

/// <summary>The agent's own probe on the real ONNX Runtime, on the processor so that tests are the same everywhere.</summary>
internal static class RealProbe
{
    public static IModelProbe Create() => new OnnxModelProbe(OnnxRuntimeLibrary.Load(), new ModelOptions { Provider = OrtProvider.Cpu });
}
