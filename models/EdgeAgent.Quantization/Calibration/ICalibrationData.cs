namespace EdgeAgent.Quantization.Calibration;

/// <summary>Real inputs of a model: what it hears or sees on this box.</summary>
public interface ICalibrationData
{
    /// <summary>What it is, for reports: files and number of windows.</summary>
    string Description { get; }

    /// <summary>Reads every input, one at a time, each time anew. An input is every element of the model's input tensor at batch 1, and a name for messages.</summary>
    /// <exception cref="Core.Models.ModelException">An input can't be read.</exception>
    IEnumerable<(string Name, float[] Elements)> Read();
}
