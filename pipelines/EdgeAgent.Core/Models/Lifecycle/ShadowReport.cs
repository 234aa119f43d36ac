using EdgeAgent.Core.Control;

namespace EdgeAgent.Core.Models.Lifecycle;

/// <summary>How a version that hears as a shadow agrees with the working one so far.</summary>
/// <param name="StreamSeconds">Seconds of input that it has scored, all pipelines together.</param>
/// <param name="Labels">Labels that one of the two has detected, over all pipelines, those that they disagree about most first.</param>
public sealed record ShadowReport(double StreamSeconds, IReadOnlyList<LabelAgreement> Labels);
