namespace EdgeAgent.Pipelines.Decoding;

/// <summary>The outputs of one image, as a run of the model left them.</summary>
public interface IImageOutputs
{
    /// <summary>A tensor's elements, row-major, without the batch dimension; in the order of <see cref="EdgeAgent.Core.Vision.ImageOutput.Tensors"/>. Valid until the next run.</summary>
    ReadOnlySpan<float> this[int tensor] { get; }
}
