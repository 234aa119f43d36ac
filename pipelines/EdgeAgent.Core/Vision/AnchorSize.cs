namespace EdgeAgent.Core.Vision;

/// <summary>An anchor or prior box's size: in cells of the grid for YOLOv2, else in pixels of the model's input.</summary>
/// <param name="Width">Width, &gt; 0.</param>
/// <param name="Height">Height, &gt; 0.</param>
public readonly record struct AnchorSize(float Width, float Height);
