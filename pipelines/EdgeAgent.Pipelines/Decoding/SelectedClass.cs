using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Decoding;

/// <summary>What a class number in a tensor stands for.</summary>
internal static class SelectedClass
{
    /// <summary>The label's index; −1 for the background, for padding and for numbers beyond the labels.</summary>
    public static int Label(ImageOutput output, float number)
    {
        // Written so that a number that is none fails too.
        if (!(number >= 0 && number < int.MaxValue)) return -1;
        var position = (int)MathF.Round(number);
        if (position == output.BackgroundClass) return -1;
        var label = position - output.FirstClass;
        return label >= 0 && label < output.Labels ? label : -1;
    }
}
