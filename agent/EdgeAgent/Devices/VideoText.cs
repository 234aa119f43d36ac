using System.Globalization;
using System.Text.RegularExpressions;

namespace EdgeAgent.Devices;

/// <summary>Reads what v4l2-ctl says.</summary>
internal static partial class VideoText
{
    /// <summary>The first device file of each camera in the output of <c>v4l2-ctl --list-devices</c>: the others of a camera carry metadata.</summary>
    public static IEnumerable<Camera> Cameras(IEnumerable<string> lines)
    {
        string? name = null;
        foreach (var line in lines)
        {
            if (line.Length > 0 && !char.IsWhiteSpace(line[0])) name = Bus().Replace(line.TrimEnd().TrimEnd(':'), "").TrimEnd();
            else if (name is not null && line.Trim().StartsWith("/dev/video", StringComparison.Ordinal))
            {
                yield return new Camera(line.Trim(), name, []);
                name = null;
            }
        }
    }

    /// <summary>Pixel formats in the output of <c>v4l2-ctl --list-formats-ext</c>, each with its largest size: <c>MJPG 1920x1080</c>.</summary>
    public static IReadOnlyList<string> Formats(IEnumerable<string> lines)
    {
        var formats = new List<string>();
        var (width, height) = (0, 0);
        foreach (var line in lines)
        {
            if (Pixels().Match(line) is { Success: true } pixels)
            {
                formats.Add(pixels.Groups[1].Value.Trim());
                (width, height) = (0, 0);
            }
            else if (formats.Count > 0 && Size().Match(line) is { Success: true } size)
            {
                var (w, h) = (Number(size.Groups[1].Value), Number(size.Groups[2].Value));
                if ((long)w * h <= (long)width * height) continue;
                (width, height) = (w, h);
                formats[^1] = string.Create(CultureInfo.InvariantCulture, $"{formats[^1].Split(' ')[0]} {w}x{h}");
            }
        }

        return formats;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@" \([^()]*\)$")]
    private static partial Regex Bus();

    [GeneratedRegex(@"^\s*\[\d+\]: '(.{4})'")]
    private static partial Regex Pixels();

    [GeneratedRegex(@"Size: \w+ (?:\d+x\d+ - )?(\d{1,5})x(\d{1,5})")]
    private static partial Regex Size();
}
