namespace EdgeAgent.Core.Models;

/// <summary>What a model takes.</summary>
/// <param name="Tensor">Name of the input tensor.</param>
/// <param name="Kind">What it holds; this build runs <c>waveform</c>: float32 [batch, windowSamples] (or [windowSamples] at batch 1), ±1.</param>
/// <param name="SampleRate">Rate the model was trained at, in Hz. Input of another rate is resampled.</param>
/// <param name="WindowSamples">Samples of one window.</param>
/// <param name="HopSamples">Samples between window starts; ≤ <paramref name="WindowSamples"/>.</param>
/// <param name="Channels">Channels of one window; 1.</param>
public sealed record InputSpec(string Tensor, string Kind, int SampleRate, int WindowSamples, int HopSamples, int Channels);
