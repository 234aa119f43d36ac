namespace EdgeAgent.Core.Vision;

/// <summary>What an output tensor is for; the keys of <c>output.tensors</c>.</summary>
public static class OutputRoles
{
    /// <summary>The one tensor of formats that have one, or the grids, one a stride.</summary>
    public const string Main = "main";

    /// <summary>Boxes, or distances a stride.</summary>
    public const string Boxes = "boxes";

    /// <summary>Class scores or logits, one or one a stride.</summary>
    public const string Scores = "scores";

    /// <summary>Class numbers.</summary>
    public const string Classes = "classes";

    /// <summary>Number of boxes that count.</summary>
    public const string Count = "count";

    /// <summary>Selected triples (batch, class, box).</summary>
    public const string Indices = "indices";

    /// <summary>Mask prototypes.</summary>
    public const string Prototypes = "prototypes";

    /// <summary>One number for the whole image.</summary>
    public const string ImageScore = "imageScore";

    /// <summary>All roles.</summary>
    public static IReadOnlyList<string> All { get; } = [Main, Boxes, Scores, Classes, Count, Indices, Prototypes, ImageScore];
}
