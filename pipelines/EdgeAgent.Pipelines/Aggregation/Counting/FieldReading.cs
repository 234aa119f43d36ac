namespace EdgeAgent.Pipelines.Aggregation.Counting;

/// <summary>What a field of view is like.</summary>
/// <param name="Exclusion">Why it does not count.</param>
/// <param name="Sharpness">How steep its edges are beside how strong its objects are; 0 where there is nothing to tell by.</param>
/// <param name="Likeness">How like the likest of the fields before it, −1..1.</param>
internal readonly record struct FieldReading(FieldExclusion Exclusion, double Sharpness, double Likeness);
