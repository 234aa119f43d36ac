using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeAgent.Core.Vision;
using EdgeAgent.Pipelines.Features.Images;

namespace EdgeAgent.Pipelines.Tests.Features.Images;

/// <summary>Beside what models are trained with: cv2.resize, cv2.cvtColor and cv2.dnn.blobFromImage of python3-opencv.</summary>
public sealed class OpenCvReferenceTests : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // OpenCV rounds to whole levels after each axis, we never: half a level each, and a crumb of its fixed point.
    [Theory]
    [InlineData(ImageResize.Stretch, ImageInterpolation.Bilinear, 640, 480, 224, 224, 1.0)]
    [InlineData(ImageResize.Stretch, ImageInterpolation.Bilinear, 97, 61, 300, 200, 1.0)]
    [InlineData(ImageResize.Stretch, ImageInterpolation.Area, 640, 480, 224, 224, 1.0)]
    [InlineData(ImageResize.Stretch, ImageInterpolation.Area, 640, 480, 160, 120, 0.6)]
    [InlineData(ImageResize.Letterbox, ImageInterpolation.Bilinear, 1280, 720, 416, 416, 1.0)]
    [InlineData(ImageResize.Letterbox, ImageInterpolation.Area, 500, 375, 320, 320, 1.0)]
    [InlineData(ImageResize.Crop, ImageInterpolation.Bilinear, 500, 375, 224, 224, 1.0)]
    public void Write_Noise_IsOpenCvsBlobWithinALevel(ImageResize resize, ImageInterpolation interpolation, int width, int height, int inputWidth, int inputHeight, double levels)
    {
        var layout = new FrameLayout(width, height, PixelFormat.Bgr24);
        var bytes = TestFrames.Noise(layout, 11);
        var input = new ImageInput("x", inputWidth, inputHeight) { Resize = resize, Interpolation = interpolation, Mean = [0.5, 0.5, 0.5] };
        var preprocessor = new ImagePreprocessor(input);
        var at = preprocessor.Place(layout);
        var script = string.Create(CultureInfo.InvariantCulture, $"""
            image = numpy.fromfile(source, numpy.uint8).reshape({height}, {width}, 3)
            how = cv2.INTER_{(interpolation == ImageInterpolation.Area ? "AREA" : "LINEAR")}
            if '{resize}' == 'Crop':
                scale = max({inputWidth} / {width}, {inputHeight} / {height})
                w, h = round({width} * scale), round({height} * scale)
                big = cv2.resize(image, (w, h), interpolation=how)
                x, y = (w - {inputWidth}) // 2, (h - {inputHeight}) // 2
                image = big[y:y + {inputHeight}, x:x + {inputWidth}]
            else:
                image = cv2.resize(image, ({at.Width}, {at.Height}), interpolation=how)
                image = cv2.copyMakeBorder(image, {at.Y}, {inputHeight - at.Y - at.Height}, {at.X}, {inputWidth - at.X - at.Width}, cv2.BORDER_CONSTANT, value=(114, 114, 114))
            result = cv2.dnn.blobFromImage(image, 1 / 255, mean=(127.5, 127.5, 127.5), swapRB=True)
            """);
        var tensor = new float[preprocessor.Elements];

        preprocessor.Write(new FrameView(bytes, layout), at, tensor);

        AssertWithin(Run(script, bytes), tensor, levels / 255);
    }

    // OpenCV repeats a U and V for all their pixels, we interpolate: on a soft picture that is a few levels at most, and none on average.
    [Theory]
    [InlineData(PixelFormat.Nv12, "COLOR_YUV2RGB_NV12", 3, 2)]
    [InlineData(PixelFormat.Yuv420p, "COLOR_YUV2RGB_I420", 3, 2)]
    [InlineData(PixelFormat.Yuyv, "COLOR_YUV2RGB_YUYV", 1, 1)]
    public void Write_Yuv_HasTheColoursOfOpenCvsConversion(PixelFormat format, string code, int rowsNumerator, int rowsDenominator)
    {
        const int width = 320, height = 240;
        var layout = new FrameLayout(width, height, format);
        var bytes = SoftYuv(layout);
        var input = new ImageInput("x", width, height) { Scale = 1 };
        var preprocessor = new ImagePreprocessor(input);
        var channels = format == PixelFormat.Yuyv ? 2 : 1;
        var script = $"""
            raw = numpy.fromfile(source, numpy.uint8).reshape({height} * {rowsNumerator} // {rowsDenominator}, {width}, {channels})
            result = cv2.cvtColor(raw, cv2.{code}).astype(numpy.float32).transpose(2, 0, 1)
            """;
        var tensor = new float[preprocessor.Elements];

        preprocessor.Write(new FrameView(bytes, layout), preprocessor.Place(layout), tensor);

        var expected = Run(script, bytes);
        AssertWithin(expected, tensor, 5);
        Assert.InRange(tensor.Zip(expected, (a, b) => Math.Abs(a - b)).Average(), 0, 0.8);
    }

    private static byte[] SoftYuv(FrameLayout layout)
    {
        var bytes = new byte[layout.FrameBytes];
        for (var i = 0; i < bytes.Length; i++)
        {
            int x, y;
            if (layout.Format == PixelFormat.Yuyv)
            {
                (x, y) = (i % layout.Stride / 4, i / layout.Stride);
                bytes[i] = (i % 4) switch { 1 => (byte)(100 + (x / 3)), 3 => (byte)(150 - (y / 4)), _ => (byte)(60 + (y / 3) + (x / 2)) };
                continue;
            }

            var luma = layout.Stride * layout.Height;
            (x, y) = (i % layout.Stride, i / layout.Stride);
            bytes[i] = i < luma ? (byte)(60 + (y / 3) + (x / 4)) : layout.Format == PixelFormat.Nv12
                ? (i % 2 == 0 ? (byte)(100 + (x / 6)) : (byte)(150 - ((y - layout.Height) / 2)))
                : i < luma + (luma / 4) ? (byte)(100 + ((i - luma) % layout.ChromaStride / 3)) : (byte)(150 - ((i - luma - (luma / 4)) / layout.ChromaStride / 2));
        }

        return bytes;
    }

    private float[] Run(string script, byte[] source)
    {
        Assert.SkipUnless(File.Exists(Python), "needs python3-opencv");
        var (from, to, program) = (_folder.Path + "/source.raw", _folder.Path + "/result.f32", _folder.Path + "/reference.py");
        File.WriteAllBytes(from, source);
        File.WriteAllText(program, $"import sys\ntry:\n    import cv2, numpy\nexcept ImportError:\n    sys.exit(99)\nsource = '{from}'\n{script}\nnumpy.ascontiguousarray(result, numpy.float32).tofile('{to}')\n");
        using var python = Process.Start(new ProcessStartInfo(Python, [program]) { RedirectStandardError = true })!;
        var complaint = python.StandardError.ReadToEnd();
        python.WaitForExit();
        Assert.SkipWhen(python.ExitCode == 99, "needs python3-opencv");
        Assert.True(python.ExitCode == 0, complaint);
        return MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(to)).ToArray();
    }

    private static void AssertWithin(float[] expected, float[] written, double tolerance)
    {
        Assert.Equal(expected.Length, written.Length);
        var worst = expected.Zip(written, (a, b) => Math.Abs(a - b)).Max();
        Assert.True(worst <= tolerance, $"up to {worst} apart, more than {tolerance}");
    }
}
