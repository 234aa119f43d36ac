using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>Makes a box of the model's input from the four numbers of an output row.</summary>
internal interface IRowBoxes
{
    /// <summary>The box of a row.</summary>
    /// <param name="row">Index of the row, which says its cell or prior where that matters.</param>
    /// <param name="a">First number.</param>
    /// <param name="b">Second number.</param>
    /// <param name="c">Third number.</param>
    /// <param name="d">Fourth number.</param>
    ImageBox Read(int row, float a, float b, float c, float d);
}
