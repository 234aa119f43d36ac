using EdgeAgent.Core.Models;

namespace EdgeAgent.Quantization.Calibration;

/// <summary>Windows of recordings, as the model would be given them. One recording is in memory at a time.</summary>
/// <param name="probe">Reads windows.</param>
/// <param name="package">The package whose rate, window and hop count.</param>
/// <param name="recordings">The recordings.</param>
/// <param name="windows">Windows to use in all, spread evenly over the recordings.</param>
public sealed class RecordingCalibration(IModelProbe probe, ModelPackage package, IReadOnlyList<string> recordings, int windows = 512) : ICalibrationData
{
    /// <inheritdoc/>
    public string Description => $"{windows} windows at most of {(recordings.Count == 1 ? recordings[0] : $"{recordings.Count} recordings")}";

    /// <inheritdoc/>
    public IEnumerable<(string Name, float[] Elements)> Read()
    {
        var left = windows;
        for (var i = 0; i < recordings.Count && left > 0; i++)
        {
            var all = probe.ReadWindows(package, recordings[i]);
            var take = Math.Min(all.Count, Math.Max(1, left / (recordings.Count - i)));
            for (var k = 0; k < take; k++)
            {
                var index = (int)((long)k * all.Count / take);
                yield return ($"{recordings[i]}, window {index}", all[index]);
            }

            left -= take;
        }
    }
}
