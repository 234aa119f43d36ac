using System.Text.Json.Nodes;
using EdgeAgent.Models.Tests.Support;
using EdgeAgent.Models.Verification;

namespace EdgeAgent.Models.Tests.Verification;

/// <summary>A published quantized whale model that is at chance level: it must load from a manifest, and verification must expose it.</summary>
public sealed class HumpbackTrapTests
{
    [Fact]
    public void Verify_YamnetHumpback_FiresOnSilenceAndNoise()
    {
        var model = Repository.SharedPath("models/yamnet-humpback/model.onnx");
        using var package = new TestPackage(File.ReadAllBytes(model));
        package.Labels("mn", "not_mn").With(m =>
        {
            m["input"] = JsonNode.Parse("""{ "tensor": "waveform", "kind": "waveform", "sampleRate": 16000, "windowSamples": 15600, "hopSamples": 7800 }""");
            m["events"] = JsonNode.Parse("""{ "high": 0.5, "low": 0.3, "perLabel": { "not_mn": { "report": false } } }""");
        });

        var report = PackageVerifier.Verify(package.Open(), RealProbe.Create(), new VerificationOptions { WindowsPerProbe = 4 });
        foreach (var check in report.Checks) TestContext.Current.TestOutputHelper?.WriteLine($"{check.Outcome} {check.Name}: {check.Detail}");

        Assert.Equal("labels: 1 of 2 labels make events", report.Checks.Where(c => c.Name == "labels").Select(c => $"{c.Name}: {c.Detail}").Single());
        Assert.All(report.Checks.Where(c => c.Name is "opens" or "input" or "output" or "scores"), c => Assert.Equal(VerificationOutcome.Pass, c.Outcome));
        Assert.Equal(
            "fires on digital silence: 'mn' scores 0.999 (opens at 0.50); do not trust its events",
            Assert.Single(report.Checks, c => c.Name == "quiet on digital silence").Detail);
        foreach (var noise in new[] { "white noise", "pink noise", "tonal ship noise" })
            Assert.Contains(report.Checks, c => c.Outcome == VerificationOutcome.Fail && c.Detail.StartsWith($"fires on {noise} at −40 dBFS: 'mn' scores ", StringComparison.Ordinal));
        Assert.False(report.Passed);
    }
}
