using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EdgeAgent.Core.Models;

namespace EdgeAgent.Pipelines.Aggregation;

/// <summary>The digest of the configuration that changes scores or events: hop, channel, and every label's effective rules.</summary>
public static class EventRulesDigest
{
    /// <summary>Computes the digest.</summary>
    /// <param name="labels">Labels by class index.</param>
    /// <param name="rules">Effective rules by class index.</param>
    /// <param name="hopSamples">Hop in samples at the model's rate.</param>
    /// <param name="channel">Channel that is read, from 1; 0 when the channels are averaged.</param>
    /// <returns><c>sha256:</c> and 64 hex digits.</returns>
    public static string Create(IReadOnlyList<string> labels, IReadOnlyList<EventRules> rules, int hopSamples, int channel)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(rules);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"hop {hopSamples}\nchannel {channel}\n");
        for (var i = 0; i < labels.Count; i++)
        {
            var r = rules[i];
            text.Append(CultureInfo.InvariantCulture,
                $"{labels[i]}\n{r.Report} {r.High:R} {r.Low:R} {r.Smoothing}:{r.SmoothingWindows} {r.Confirm}/{r.ConfirmOf} {r.MinSeconds:R} {r.MergeGapSeconds:R} {r.MaxSeconds:R}\n");
        }

        return "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
