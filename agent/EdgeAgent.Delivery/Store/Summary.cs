namespace EdgeAgent.Delivery.Store;

/// <summary>A gap record that the store made itself and that no publisher has taken yet: one that says more may replace it.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="Cause">Its cause.</param>
/// <param name="Pipeline">Its pipeline.</param>
/// <param name="Ranges">How many ranges it holds.</param>
internal sealed record Summary(long Sequence, string Cause, string Pipeline, int Ranges);
