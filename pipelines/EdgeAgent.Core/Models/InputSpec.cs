using EdgeAgent.Core.Vision;

namespace EdgeAgent.Core.Models;

/// <summary>What a model takes.</summary>
/// <param name="Tensor">Name of the input tensor.</param>
/// <param name="Kind">What it holds; <c>waveform</c>: float32 [batch, windowSamples] (or [windowSamples] at batch 1), ±1; <c>image</c>: see <see cref="Image"/>.</param>
/// <param name="SampleRate">Rate the model was trained at, in Hz; 0 for images. Input of another rate is resampled.</param>
/// <param name="WindowSamples">Samples of one window; 0 for images.</param>
/// <param name="HopSamples">Samples between window starts; ≤ <paramref name="WindowSamples"/>; 0 for images.</param>
/// <param name="Channels">Channels of one window of sound; 1, and 0 for images.</param>
public sealed record InputSpec(string Tensor, string Kind, int SampleRate, int WindowSamples, int HopSamples, int Channels)
{
    /// <summary>What an image model takes; null for sound.</summary>
    public ImageSpec? Image { get; init; }
}
