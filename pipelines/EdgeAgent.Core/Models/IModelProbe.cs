namespace EdgeAgent.Core.Models;

/// <summary>Runs models for verification; implemented where inference lives, used where packages are checked.</summary>
public interface IModelProbe
{
    /// <summary>Opens a model file.</summary>
    /// <exception cref="ModelException">The file can't be opened as a model; the message says why.</exception>
    ModelSurface Inspect(string modelFile);

    /// <summary>Scores the windows of a recording on the hop grid from its first sample; only whole windows.</summary>
    /// <returns>One row of label scores a window.</returns>
    /// <exception cref="ModelException">The model or the recording can't be run.</exception>
    IReadOnlyList<float[]> ScoreRecording(ModelPackage package, ModelVariant variant, string recordingFile);

    /// <summary>Reads the windows of a recording as the model would be given them: mixed down, resampled, on the hop grid from its first sample; only whole windows.</summary>
    /// <returns>Windows of <c>windowSamples</c> samples at the model's rate; empty when the recording is shorter than one.</returns>
    /// <exception cref="ModelException">The recording can't be read.</exception>
    IReadOnlyList<float[]> ReadWindows(ModelPackage package, string recordingFile);

    /// <summary>Scores windows given as samples.</summary>
    /// <param name="package">The package.</param>
    /// <param name="variant">Its variant to run.</param>
    /// <param name="windows">Windows of <c>windowSamples</c> samples at the model's rate.</param>
    /// <param name="batch">Windows given to the model at once, whatever the manifest says; ≥ 1.</param>
    /// <returns>One row of label scores a window.</returns>
    /// <exception cref="ModelException">The model can't be run so.</exception>
    IReadOnlyList<float[]> ScoreWindows(ModelPackage package, ModelVariant variant, IReadOnlyList<float[]> windows, int batch);

    /// <summary>Why image files can't be read on this device, in a sentence; null when they can.</summary>
    string? WhyNoImages { get; }

    /// <summary>Gives an image to a model, whole: the package's tiles and its second step are left out.</summary>
    /// <exception cref="ModelException">The image can't be read or the model can't be run.</exception>
    ImageAnswer Look(ModelPackage package, ModelVariant variant, string imageFile);
}
