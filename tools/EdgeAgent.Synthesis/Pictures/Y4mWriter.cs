using System.Globalization;
using System.Text;

namespace EdgeAgent.Synthesis.Pictures;

/// <summary>Writes frames as YUV4MPEG2, 4:2:0 (BT.601, full range as in JPEG).</summary>
internal sealed class Y4mWriter
{
    private static readonly byte[] FrameMark = "FRAME\n"u8.ToArray();

    private readonly Stream _stream;
    private readonly int _width;
    private readonly int _height;
    private readonly byte[] _planes;

    /// <summary>Writes the header.</summary>
    public Y4mWriter(Stream stream, int width, int height, int framesPerSecond)
    {
        (_stream, _width, _height) = (stream, width, height);
        _planes = new byte[(width * height) + (2 * (width / 2) * (height / 2))];
        stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"YUV4MPEG2 W{width} H{height} F{framesPerSecond}:1 Ip A1:1 C420jpeg\n")));
    }

    /// <summary>Writes a frame of 3 bytes a pixel, blue first.</summary>
    public void Write(ReadOnlySpan<byte> pixels)
    {
        var (u, v) = (_width * _height, _width * _height + (_width / 2 * (_height / 2)));
        for (var y = 0; y < _height; y++)
            for (var x = 0; x < _width; x++)
            {
                var pixel = pixels.Slice(3 * ((y * _width) + x), 3);
                _planes[(y * _width) + x] = (byte)(((299 * pixel[2]) + (587 * pixel[1]) + (114 * pixel[0]) + 500) / 1000);
            }

        for (var y = 0; y < _height / 2; y++)
            for (var x = 0; x < _width / 2; x++)
            {
                var (blue, green, red) = (0, 0, 0);
                for (var k = 0; k < 4; k++)
                {
                    var pixel = pixels.Slice(3 * ((((2 * y) + (k >> 1)) * _width) + (2 * x) + (k & 1)), 3);
                    (blue, green, red) = (blue + pixel[0], green + pixel[1], red + pixel[2]);
                }

                _planes[u++] = (byte)Math.Clamp(128 + (((-169 * red) - (331 * green) + (500 * blue)) / 4000), 0, 255);
                _planes[v++] = (byte)Math.Clamp(128 + (((500 * red) - (419 * green) - (81 * blue)) / 4000), 0, 255);
            }

        _stream.Write(FrameMark);
        _stream.Write(_planes);
    }
}
