using EdgeAgent.Core.Models;

namespace EdgeAgent.Pipelines.Windows;

/// <summary>From where a model must hear, so that from a position on its windows hold the samples that they would hold had it heard the epoch from its start.</summary>
/// <param name="Period">It begins at a multiple of this (<see cref="RatePeriod"/>), in source sample frames.</param>
/// <param name="Frames">And at least so much earlier: one window and the run-in of the rate converter.</param>
internal readonly record struct WarmUp(long Period, long Frames)
{
    /// <summary>Sample frames that must be remembered, whatever the position.</summary>
    public long Longest => Frames + Period;

    /// <summary>The warm-up of a model behind a source.</summary>
    public static WarmUp Of(InputSpec input, int sourceRate)
    {
        var period = RatePeriod.Of(sourceRate, input.SampleRate);
        return new WarmUp(period.Frames, OneWindow(input, sourceRate) + period.RunIn);
    }

    /// <summary>
    /// Sample frames to remember for a pipeline's models: two of the longest windows, since the one that takes over again from a model that fails must reach behind that model's window, and the longest
    /// period and run-in that there are. Known without measuring any pair of rates.
    /// </summary>
    public static long History(IEnumerable<InputSpec> inputs, int sourceRate) =>
        (2 * inputs.Max(input => OneWindow(input, sourceRate))) + ((RatePeriod.LongestSeconds + 2L) * sourceRate);

    /// <summary>Where to begin for a position: a multiple of the period, or the start of the epoch.</summary>
    public long Start(long position) => position <= Frames ? 0 : (position - Frames) / Period * Period;

    /// <summary>The first position that can be had from samples that begin at another.</summary>
    public long Earliest(long remembered) => remembered == 0 ? 0 : ((remembered + Period - 1) / Period * Period) + Frames;

    private static long OneWindow(InputSpec input, int sourceRate) => ((long)input.WindowSamples * sourceRate / input.SampleRate) + 2;
}
