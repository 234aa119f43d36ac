using EdgeAgent.Core.Models;

namespace EdgeAgent.Core.Vision;

/// <summary>How an image model's outputs are read, with nothing left open.</summary>
public sealed record ImageOutput
{
    /// <summary>Layout.</summary>
    public required ImageOutputFormat Format { get; init; }

    /// <summary>Tensors in the order in which decoders count them.</summary>
    public required IReadOnlyList<PlannedTensor> Tensors { get; init; }

    /// <summary>Class positions of the output, with the background if there is one; 0 where boxes have no class.</summary>
    public required int Classes { get; init; }

    /// <summary>Labels that class positions stand for.</summary>
    public required int Labels { get; init; }

    /// <summary>Applied to class scores.</summary>
    public ScoreActivation Activation { get; init; }

    /// <summary>Where channels stand.</summary>
    public TensorLayout Layout { get; init; }

    /// <summary>What the numbers of a box are.</summary>
    public BoxOrder Boxes { get; init; }

    /// <summary>What they count.</summary>
    public BoxUnit Units { get; init; }

    /// <summary>Columns of selected rows.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Pixels between the cells of each grid.</summary>
    public IReadOnlyList<int> Strides { get; init; } = [];

    /// <summary>Anchors or priors of each stride; empty where boxes are decoded already.</summary>
    public IReadOnlyList<IReadOnlyList<AnchorSize>> Anchors { get; init; } = [];

    /// <summary>How far a box's centre may leave its cell, of each stride.</summary>
    public IReadOnlyList<double> CenterScale { get; init; } = [];

    /// <summary>SSD's variances: of the centre, of the size.</summary>
    public IReadOnlyList<double> Variances { get; init; } = [0.1, 0.2];

    /// <summary>From which point of a cell distances count.</summary>
    public CellCenter CellCenter { get; init; }

    /// <summary>Output position of the background, −1 when there is none.</summary>
    public int BackgroundClass { get; init; } = -1;

    /// <summary>The class number of the first label.</summary>
    public int FirstClass { get; init; }

    /// <summary>Numbers of each box that select its mask from the prototypes; 0 without masks.</summary>
    public int MaskCoefficients { get; init; }

    /// <summary>Score gate, 0..1.</summary>
    public float MinScore { get; init; } = 0.25f;

    /// <summary>Which boxes compete.</summary>
    public NmsKind Nms { get; init; }

    /// <summary>Intersection over union above which the weaker of two boxes goes.</summary>
    public float Iou { get; init; } = 0.45f;

    /// <summary>Most detections of one image.</summary>
    public int MaxDetections { get; init; } = 300;

    /// <summary>How many of the best classes are reported.</summary>
    public int TopK { get; init; } = 3;

    /// <summary>From which value a pixel belongs to an object.</summary>
    public float MaskThreshold { get; init; } = 0.5f;

    /// <summary>Smaller components are not reported, pixels of the output.</summary>
    public int MinPixels { get; init; } = 1;

    /// <summary>Neighbours of a pixel, 4 or 8.</summary>
    public int Connectivity { get; init; } = 8;

    /// <summary>Where the tensor of a role stands in <see cref="Tensors"/>; −1 when there is none.</summary>
    public int IndexOf(string role)
    {
        for (var i = 0; i < Tensors.Count; i++)
            if (Tensors[i].Role == role) return i;
        return -1;
    }

    /// <summary>The label of an output position; −1 for the background and for positions without a label.</summary>
    /// <remarks>Labels may name the background (as many labels as positions) or leave it out (one fewer).</remarks>
    public int LabelOf(int position)
    {
        if (position == BackgroundClass) return -1;
        var index = BackgroundClass >= 0 && position > BackgroundClass && Labels < Classes ? position - 1 : position;
        return index >= 0 && index < Labels ? index : -1;
    }
}
