using EdgeAgent.Core.Models;

namespace EdgeAgent.Core.Vision;

/// <summary>What the manifest says of an image model's outputs. Null or empty where it is silent: the resolver then asks the model file.</summary>
public sealed record ImageOutputSpec
{
    /// <summary>Layout; null: found from metadata, names and shapes.</summary>
    public ImageOutputFormat? Format { get; init; }

    /// <summary>Output tensors by role (<see cref="OutputRoles"/>): one name, or one a stride.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Tensors { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Applied to class scores.</summary>
    public ScoreActivation? Activation { get; init; }

    /// <summary>Where the channels of the outputs stand.</summary>
    public TensorLayout? Layout { get; init; }

    /// <summary>What the four numbers of a box are.</summary>
    public BoxOrder? Boxes { get; init; }

    /// <summary>What they count.</summary>
    public BoxUnit? Units { get; init; }

    /// <summary>Columns of <c>boxes-nms</c> rows, in order (<see cref="RowColumns"/>).</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary>Pixels between the cells of each grid.</summary>
    public IReadOnlyList<int>? Strides { get; init; }

    /// <summary>Anchors or priors of each stride.</summary>
    public IReadOnlyList<IReadOnlyList<AnchorSize>>? Anchors { get; init; }

    /// <summary>YOLOv4's S of each stride: how far a box's centre may leave its cell.</summary>
    public IReadOnlyList<double>? CenterScale { get; init; }

    /// <summary>SSD's variances: of the centre, of the size.</summary>
    public IReadOnlyList<double>? Variances { get; init; }

    /// <summary>From which point of a cell distances count.</summary>
    public CellCenter? CellCenter { get; init; }

    /// <summary>Output position of the class that means nothing is there; −1: there is none. Labels may name it or leave it out; it is never reported.</summary>
    public int? BackgroundClass { get; init; }

    /// <summary>The number that stands for the first label in a tensor of class numbers: 0, or 1 for TensorFlow.</summary>
    public int? FirstClass { get; init; }

    /// <summary>Score gate: what is below it makes no box, 0..1.</summary>
    public float? MinScore { get; init; }

    /// <summary>Which boxes compete.</summary>
    public NmsKind? Nms { get; init; }

    /// <summary>Of two competing boxes whose intersection over union is above this, the weaker goes, 0..1.</summary>
    public float? Iou { get; init; }

    /// <summary>Most detections of one image.</summary>
    public int? MaxDetections { get; init; }

    /// <summary>How many of the best classes are reported.</summary>
    public int? TopK { get; init; }

    /// <summary>A pixel belongs to an object from this score, 0..1 (for anomaly maps in the map's own units).</summary>
    public float? MaskThreshold { get; init; }

    /// <summary>Smaller components are not reported, in pixels of the output.</summary>
    public int? MinPixels { get; init; }

    /// <summary>Neighbours of a pixel: 4 or 8.</summary>
    public int? Connectivity { get; init; }
}
