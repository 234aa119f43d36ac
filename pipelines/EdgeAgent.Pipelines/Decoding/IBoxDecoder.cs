namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Turns one family's outputs into boxes of the model's input; stateless between images.</summary>
internal interface IBoxDecoder
{
    /// <summary>Adds every box whose score reaches the gate.</summary>
    void Decode(IImageOutputs outputs, BoxBuffer found);
}
