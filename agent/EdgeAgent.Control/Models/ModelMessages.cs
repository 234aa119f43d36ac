using EdgeAgent.Control.V1;
using EdgeAgent.Core.Models.Lifecycle;
using Google.Protobuf.WellKnownTypes;
using State = EdgeAgent.Core.Models.Lifecycle.ModelState;

namespace EdgeAgent.Control.Models;

/// <summary>The store's words as messages.</summary>
internal static class ModelMessages
{
    /// <summary>A version and how it stands.</summary>
    public static V1.ModelStatus Of(Core.Models.Lifecycle.ModelStatus status)
    {
        var message = new V1.ModelStatus
        {
            Model = Of(status.Model), State = Of(status.State), Variant = status.Variant ?? "", Reason = status.Reason ?? "",
            Since = status.Since?.ToTimestamp(), Bytes = status.Bytes, LastGood = status.IsLastGood,
            Probation = status.Probation is { } probation ? Of(probation) : null,
        };
        message.Labels.AddRange(status.Labels);
        message.Pipelines.AddRange(status.Pipelines);
        if (status.Progress is { } progress) message.Progress = progress;
        if (status.SecondsLeft is { } left) message.SecondsLeft = left;
        return message;
    }

    /// <summary>A version.</summary>
    public static ModelVersion Of(ModelVersionKey model) => new() { Name = model.Name, Version = model.Version, Digest = model.Digest };

    /// <summary>One version in full.</summary>
    public static InspectModelResponse Of(ModelDetails details)
    {
        var message = new InspectModelResponse { Status = Of(details.Status), Manifest = details.Manifest };
        message.Choices.AddRange(details.Choices);
        message.Findings.AddRange(details.Findings.Select(f => new VerificationFinding { Check = f.Check, Passed = f.Passed, Detail = f.Detail }));
        message.History.AddRange(details.History.Select(Of));
        return message;
    }

    /// <summary>A state.</summary>
    public static V1.ModelState Of(State state) => state switch
    {
        State.Receiving => V1.ModelState.Receiving,
        State.Verified => V1.ModelState.Verified,
        State.Staged => V1.ModelState.Staged,
        State.Shadow => V1.ModelState.Shadow,
        State.Probation => V1.ModelState.Probation,
        State.Active => V1.ModelState.Active,
        State.RolledBack => V1.ModelState.RolledBack,
        State.Rejected => V1.ModelState.Rejected,
        State.Retired => V1.ModelState.Retired,
        _ => V1.ModelState.Unspecified,
    };

    private static V1.ModelTransition Of(Core.Models.Lifecycle.ModelTransition step) => new()
    {
        Time = step.Time.ToTimestamp(), From = step.From is { } from ? Of(from) : V1.ModelState.Unspecified, To = Of(step.To), Reason = step.Reason ?? "", Identity = step.Identity ?? "",
    };

    private static ProbationStatus Of(ProbationReport report)
    {
        var message = new ProbationStatus
        {
            Began = report.Began.ToTimestamp(), Ends = report.Ends.ToTimestamp(), Errors = report.Seen.Failed, NotFinite = report.Seen.NotFinite, Windows = report.Seen.Windows,
            Events = report.Seen.Events, ExpectedEvents = report.ExpectedEvents, LatencyP99Ms = 1000 * report.Seen.LatencyHigh,
        };
        if (report.RateP is { } p) message.RatePValue = p;
        return message;
    }
}
