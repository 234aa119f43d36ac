using System.Globalization;
using EdgeAgent.Core.Control;
using EdgeAgent.Pipelines.Overload;

namespace EdgeAgent.Run;

/// <summary>Says for people what a pipeline does about overload.</summary>
internal static class OverloadSentences
{
    /// <summary>One sentence on a change of step.</summary>
    public static string Of(OverloadChange change) => change.To > change.From
        ? string.Create(CultureInfo.InvariantCulture, $"can't keep up ({change.QueuedSeconds:0.0} s of input wait, the work takes {change.Load:0.00} times the time there is): {Word(change.To)} from now on")
        : string.Create(CultureInfo.InvariantCulture, $"keeps up again (the work takes {change.Load:0.00} times the time there is): {Word(change.To)} from now on");

    private static string Word(OverloadStep step) => step switch
    {
        OverloadStep.None => "every window is scored at once",
        OverloadStep.Batch => "windows that wait are scored together",
        OverloadStep.Variant => "a faster variant of the model hears, where there is one",
        OverloadStep.Hop => "every other window is left out",
        _ => "what waits longest is skipped, each stretch with a gap record",
    };
}
