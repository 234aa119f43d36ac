using System.Globalization;

namespace EdgeAgent.Quantization.Parity;

/// <summary>Compares a report with its budget.</summary>
public static class ParityJudge
{
    /// <summary>The report with everything that speaks against shipping the variant.</summary>
    /// <param name="report">What was measured.</param>
    /// <param name="budget">What is allowed.</param>
    /// <param name="method">How the variant was made: one that computes in 8 bits is for speed.</param>
    public static ParityReport Judge(ParityReport report, ParityBudget budget, QuantizationMethod method)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(budget);
        var refusals = new List<string>();
        if (report.Events is { } events)
        {
            if (events.Loss is not { } loss)
                refusals.Add(events.TruthItems > 0
                    ? "the event F1 is undefined: a variant gave no events on recordings whose truth holds some"
                    : "the event F1 is undefined: neither variant gave an event; evaluate on recordings in which the model hears something");
            else if (loss > budget.MaxEventF1Loss)
                refusals.Add(Text($"it loses {loss:F4} of event F1, more than {budget.MaxEventF1Loss}"));
        }

        if (report.Images is { } images)
        {
            if (images.Loss is not { } loss)
                refusals.Add(images.TruthObjects > 0
                    ? "the detection F1 is undefined: a variant saw nothing in images whose truth holds something"
                    : "the detection F1 is undefined: neither variant saw an object; evaluate on images in which the model sees something");
            else if (!(loss <= budget.MaxEventF1Loss))
                refusals.Add(Text($"it loses {loss:F4} of detection F1, more than {budget.MaxEventF1Loss}"));
        }

        // Not "less than": what is no number agrees with nothing.
        if (report.Scores.Top1 is { } top1 && !(top1 >= budget.MinTop1))
            refusals.Add(Text($"only {top1:P2} of {report.Scores.Inputs} windows agree in their greatest score, less than {budget.MinTop1:P2}"));
        // Where objects were compared, they are what counts: a raw map may differ where nothing is seen.
        if (report.Images is null && report.Scores.Top1 is null && !(report.Scores.Relative <= budget.MaxError))
            refusals.Add(Text($"its outputs have a relative error of {report.Scores.Relative:F4}, more than {budget.MaxError}"));
        if (method is QuantizationMethod.Static or QuantizationMethod.Dynamic && !budget.AllowSlower && report.Speed.Ratio < 1)
            refusals.Add(Text($"it is not faster here: {report.Speed.VariantMilliseconds:F3} ms a window against {report.Speed.FullMilliseconds:F3} ms of the full model"));
        return report with { Refusals = refusals };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
