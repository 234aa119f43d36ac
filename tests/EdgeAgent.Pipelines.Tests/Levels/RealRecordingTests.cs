namespace EdgeAgent.Pipelines.Tests.Levels;

public sealed class RealRecordingTests
{
    [Fact]
    public void Explore()
    {
        var folder = Repository.SharedPath("data/audio");
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => f.EndsWith(".wav") || f.EndsWith(".flac")).Order())
        {
            var (samples, rate) = Sounds.Read(path);
            // Short clips again and again.
            var hearing = new Hearing(rate);
            var times = Math.Max(1, 60 * rate / samples.Length);
            for (var i = 0; i < times; i++) hearing.Hear(samples);
            var floors = hearing.Readings.Select(r => 10 * Math.Log10(r.FloorPower)).Order().ToList();
            if (floors.Count == 0) { Console.WriteLine($"{Path.GetFileName(path)} short"); continue; }
            Console.WriteLine(FormattableString.Invariant($"{Path.GetFileName(path)} floor {floors[0]:0.0} {floors[floors.Count / 2]:0.0} {floors[^1]:0.0} dc {hearing.Readings.Max(r => Math.Abs(r.Dc)):0.0000} clip {hearing.Readings.Max(r => r.ClippedShare):0.0000} held {hearing.Readings.Max(r => r.HeldShare):0.0000} run {hearing.Readings.Max(r => r.LongestRun)} bit {hearing.Readings.Count(r => r.StuckBitWeight > 0)}/{hearing.Readings.Count} states {string.Join(" ", hearing.Changes.Select(c => $"{c.State}@{c.From / rate}"))} deaf {hearing.DeafSeconds}"));
        }
    }
}
