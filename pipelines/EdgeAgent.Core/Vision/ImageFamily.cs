namespace EdgeAgent.Core.Vision;

/// <summary>What models of a format usually want of their input; used where nobody says anything.</summary>
/// <param name="Resize">How an image gets its size.</param>
/// <param name="Align">Where a letterboxed image lies.</param>
/// <param name="Pad">What fills the rest.</param>
/// <param name="Color">Channel order.</param>
/// <param name="Scale">Factor on pixel values.</param>
/// <param name="Mean">Subtracted after scaling.</param>
/// <param name="Std">Divides.</param>
internal sealed record ImageFamily(ImageResize Resize, ImageAlignment Align, float Pad, ColorOrder Color, double Scale, double[] Mean, double[] Std)
{
    private const double Unit = 1.0 / 255;

    private static readonly ImageFamily Letterboxed = new(ImageResize.Letterbox, ImageAlignment.Center, 114, ColorOrder.Rgb, Unit, [0], [1]);
    private static readonly ImageFamily ImageNet = new(ImageResize.Stretch, ImageAlignment.Center, 0, ColorOrder.Rgb, Unit, [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>The family of a format.</summary>
    /// <param name="format">The format.</param>
    /// <param name="ultralytics">Whether the file was exported by Ultralytics, whose models take plain 0..1.</param>
    /// <param name="bytes">Whether the input takes bytes.</param>
    public static ImageFamily Of(ImageOutputFormat format, bool ultralytics, bool bytes)
    {
        var family = format switch
        {
            ImageOutputFormat.Yolov2 => Letterboxed with { Resize = ImageResize.Stretch, Scale = 1 },
            ImageOutputFormat.Yolov3 => Letterboxed with { Pad = 128 },
            ImageOutputFormat.Yolox => Letterboxed with { Align = ImageAlignment.TopLeft, Color = ColorOrder.Bgr, Scale = 1 },
            ImageOutputFormat.Nanodet => Letterboxed with { Pad = 0, Color = ColorOrder.Bgr, Scale = 1, Mean = [103.53, 116.28, 123.675], Std = [57.375, 57.12, 58.395] },
            ImageOutputFormat.FastestDet => Letterboxed with { Resize = ImageResize.Stretch, Color = ColorOrder.Bgr },
            ImageOutputFormat.Ssd or ImageOutputFormat.Detr => Letterboxed with { Resize = ImageResize.Stretch },
            ImageOutputFormat.Scores or ImageOutputFormat.TopK => ultralytics ? Letterboxed with { Resize = ImageResize.Crop } : ImageNet with { Resize = ImageResize.Crop },
            ImageOutputFormat.Mask or ImageOutputFormat.AnomalyMap => ImageNet,
            _ => Letterboxed,
        };
        return bytes ? family with { Scale = 1, Mean = [0], Std = [1] } : family;
    }
}
