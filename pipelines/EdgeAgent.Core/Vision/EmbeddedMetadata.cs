using System.Globalization;

namespace EdgeAgent.Core.Vision;

/// <summary>What a model file's embedded properties say, as Ultralytics and tools like it write them. Null where they are silent or can't be understood.</summary>
/// <param name="Task">detect, segment, classify, pose, obb.</param>
/// <param name="Names">Names of the classes by their number, without holes.</param>
/// <param name="Height">Height of the input.</param>
/// <param name="Width">Width of the input.</param>
/// <param name="EndToEnd">Whether the model selects boxes itself.</param>
public sealed record EmbeddedMetadata(string? Task, IReadOnlyList<string>? Names, int? Height, int? Width, bool EndToEnd)
{
    /// <summary>Reads properties; unknown ones are passed over.</summary>
    public static EmbeddedMetadata Read(IReadOnlyDictionary<string, string> properties)
    {
        ArgumentNullException.ThrowIfNull(properties);
        var (height, width) = Size(Literal(properties, "imgsz"));
        var arguments = Literal(properties, "args") as Dictionary<string, object?>;
        var selects = Literal(properties, "end2end") is true || Literal(properties, "nms") is true || arguments?.GetValueOrDefault("nms") is true;
        return new EmbeddedMetadata(properties.GetValueOrDefault("task"), NamesOf(Literal(properties, "names")), height, width, selects);
    }

    private static object? Literal(IReadOnlyDictionary<string, string> properties, string key) =>
        properties.TryGetValue(key, out var text) && PythonLiteral.TryRead(text, out var value) ? value : null;

    private static (int? Height, int? Width) Size(object? value) => value switch
    {
        List<object?> and [double height, double width] when height >= 1 && width >= 1 => ((int)height, (int)width),
        double side when side >= 1 => ((int)side, (int)side),
        _ => (null, null),
    };

    private static List<string>? NamesOf(object? value)
    {
        if (value is List<object?> list) return list.Count > 0 && list.TrueForAll(n => n is string) ? [.. list.Select(n => (string)n!)] : null;
        if (value is not Dictionary<string, object?> { Count: > 0 } byNumber) return null;
        var names = new List<string>();
        for (var i = 0; i < byNumber.Count; i++)
        {
            if (byNumber.GetValueOrDefault(i.ToString(CultureInfo.InvariantCulture)) is not string name) return null;
            names.Add(name);
        }

        return names;
    }
}
