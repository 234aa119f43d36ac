using EdgeAgent.Pipelines.Decoding;

namespace EdgeAgent.Pipelines.Tests.Decoding;

/// <summary>Outputs made by a test.</summary>
internal sealed class ArrayOutputs(params float[][] tensors) : IImageOutputs
{
    public ReadOnlySpan<float> this[int tensor] => tensors[tensor];
}
