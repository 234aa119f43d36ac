namespace EdgeAgent.Core.Control;

/// <summary>How the model beside agrees with the active one, window by window of the model beside.</summary>
/// <param name="Compared">Windows compared: its score against that of the active model's window whose cell holds the centre of its own.</param>
/// <param name="Missed">Windows that could not be compared, because the active model was too far away in stream time.</param>
/// <param name="Labels">Every label that either of them reports, by name.</param>
public sealed record ModelAgreement(long Compared, long Missed, IReadOnlyList<LabelAgreement> Labels);
