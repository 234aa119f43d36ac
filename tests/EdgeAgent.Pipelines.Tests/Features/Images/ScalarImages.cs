using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Tests.Features.Images;

/// <summary>The preprocessing by its definition, one number after the other, in double precision: what the fast code is compared with.</summary>
internal static class ScalarImages
{
    public static double[] Tensor(byte[] bytes, FrameLayout layout, ImageInput input, ImagePlacement at)
    {
        var tensor = new double[input.Channels * input.Height * input.Width];
        for (var y = 0; y < input.Height; y++)
        {
            for (var x = 0; x < input.Width; x++)
            {
                var inside = x >= at.X && x < at.X + at.Width && y >= at.Y && y < at.Y + at.Height;
                var rgb = inside ? Pixel(bytes, layout, input.Interpolation, at, x - at.X, y - at.Y) : [input.Pad, input.Pad, input.Pad];
                for (var c = 0; c < input.Channels; c++)
                {
                    var level = input.Color switch
                    {
                        ColorOrder.Rgb => rgb[c],
                        ColorOrder.Bgr => rgb[2 - c],
                        _ => inside ? (0.299 * rgb[0]) + (0.587 * rgb[1]) + (0.114 * rgb[2]) : input.Pad,
                    };
                    var index = input.Layout == TensorLayout.Nchw ? (((c * input.Height) + y) * input.Width) + x : (((y * input.Width) + x) * input.Channels) + c;
                    tensor[index] = ((level * input.Scale) - input.Mean[c]) / input.Std[c];
                }
            }
        }

        return tensor;
    }

    private static double[] Pixel(byte[] bytes, FrameLayout layout, ImageInterpolation how, ImagePlacement at, int x, int y)
    {
        var area = how == ImageInterpolation.Area && at.SourceWidth >= at.Width && at.SourceHeight >= at.Height;
        double left = at.SourceX + (x * (double)at.SourceWidth / at.Width), right = at.SourceX + ((x + 1) * (double)at.SourceWidth / at.Width);
        double top = at.SourceY + (y * (double)at.SourceHeight / at.Height), bottom = at.SourceY + ((y + 1) * (double)at.SourceHeight / at.Height);
        double Take(int columns, int rows, double shrinkX, double shrinkY, Func<int, int, double> value)
        {
            double l = left / shrinkX, r = right / shrinkX, t = top / shrinkY, b = bottom / shrinkY;
            var acrossArea = area && r - l >= 1;
            var downArea = area && b - t >= 1;
            double sum = 0, weights = 0;
            foreach (var (j, v) in Weights(rows, t, b, downArea))
            {
                foreach (var (i, w) in Weights(columns, l, r, acrossArea))
                {
                    sum += value(i, j) * v * w;
                    weights += v * w;
                }
            }

            return sum / weights;
        }

        var stride = layout.Stride;
        switch (layout.Format)
        {
            case PixelFormat.Rgb24 or PixelFormat.Bgr24:
                var rgb = new double[3];
                for (var c = 0; c < 3; c++)
                {
                    var offset = layout.Format == PixelFormat.Rgb24 ? c : 2 - c;
                    rgb[c] = Take(layout.Width, layout.Height, 1, 1, (i, j) => bytes[(j * stride) + (i * 3) + offset]);
                }

                return rgb;
            case PixelFormat.Gray8:
                var gray = Take(layout.Width, layout.Height, 1, 1, (i, j) => bytes[(j * stride) + i]);
                return [gray, gray, gray];
            case PixelFormat.Gray16:
                var wide = Take(layout.Width, layout.Height, 1, 1, (i, j) => (bytes[(j * stride) + (i * 2)] + (256 * bytes[(j * stride) + (i * 2) + 1])) / 257.0);
                return [wide, wide, wide];
        }

        int chromaWidth = (layout.Width + 1) / 2, chromaHeight = layout.Format == PixelFormat.Yuyv ? layout.Height : (layout.Height + 1) / 2;
        var luma = stride * layout.Height;
        Func<int, int, double> lumaAt, uAt, vAt;
        if (layout.Format == PixelFormat.Yuyv)
        {
            lumaAt = (i, j) => bytes[(j * stride) + (i * 2)];
            uAt = (i, j) => bytes[(j * stride) + (i * 4) + 1];
            vAt = (i, j) => bytes[(j * stride) + (i * 4) + 3];
        }
        else if (layout.Format == PixelFormat.Nv12)
        {
            var row = stride + (stride % 2);
            lumaAt = (i, j) => bytes[(j * stride) + i];
            uAt = (i, j) => bytes[luma + (j * row) + (i * 2)];
            vAt = (i, j) => bytes[luma + (j * row) + (i * 2) + 1];
        }
        else
        {
            var row = (stride + 1) / 2;
            lumaAt = (i, j) => bytes[(j * stride) + i];
            uAt = (i, j) => bytes[luma + (j * row) + i];
            vAt = (i, j) => bytes[luma + (row * chromaHeight) + (j * row) + i];
        }

        var down = layout.Format == PixelFormat.Yuyv ? 1 : 2;
        var level = Take(layout.Width, layout.Height, 1, 1, lumaAt);
        var u = Take(chromaWidth, chromaHeight, 2, down, uAt) - 128;
        var v = Take(chromaWidth, chromaHeight, 2, down, vAt) - 128;
        return Rgb(level, u, v, layout.Matrix);
    }

    // The rounded coefficients of the recommendations and of JFIF, not the formula that the fast code uses.
    private static double[] Rgb(double y, double u, double v, YuvMatrix matrix)
    {
        var (r, g, b) = matrix switch
        {
            YuvMatrix.Bt601 => ((1.164384 * (y - 16)) + (1.596027 * v), (1.164384 * (y - 16)) - (0.391762 * u) - (0.812968 * v), (1.164384 * (y - 16)) + (2.017232 * u)),
            YuvMatrix.Bt601Full => (y + (1.402 * v), y - (0.344136 * u) - (0.714136 * v), y + (1.772 * u)),
            YuvMatrix.Bt709 => ((1.164384 * (y - 16)) + (1.792741 * v), (1.164384 * (y - 16)) - (0.213249 * u) - (0.532909 * v), (1.164384 * (y - 16)) + (2.112402 * u)),
            _ => (y + (1.5748 * v), y - (0.187324 * u) - (0.468124 * v), y + (1.8556 * u)),
        };
        return [Math.Clamp(r, 0, 255), Math.Clamp(g, 0, 255), Math.Clamp(b, 0, 255)];
    }

    private static IEnumerable<(int Index, double Weight)> Weights(int length, double low, double high, bool area)
    {
        if (!area)
        {
            var at = Math.Clamp(((low + high) / 2) - 0.5, 0, length - 1);
            var first = (int)Math.Floor(at);
            yield return (first, 1 - (at - first));
            if (first + 1 < length) yield return (first + 1, at - first);
            yield break;
        }

        for (var i = 0; i < length; i++)
        {
            var covered = Math.Min(high, i + 1) - Math.Max(low, i);
            if (covered > 1e-6) yield return (i, covered);
        }
    }
}
