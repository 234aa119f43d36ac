using System.Diagnostics;
using EdgeAgent.Core.Audio;
using EdgeAgent.Interop.SndFile;
using EdgeAgent.Pipelines.Evidence;
using EdgeAgent.Pipelines.Sources.Recordings;

namespace EdgeAgent.Pipelines.Tests.Evidence;

public sealed class GuanoFileTests
{
    private const string Text = "GUANO|Version: 1.0\nTimestamp: 2026-03-15T09:30:10.4800000Z\nEdgeAgent|Stream: boot-1/3\nEdgeAgent|Position: 4711\nEdgeAgent|Source: hydrophone µ\n";

    [Theory]
    [InlineData(AudioEncoding.FlacPcm16)]
    [InlineData(AudioEncoding.FlacPcm24)]
    [InlineData(AudioEncoding.WavPcm16)]
    [InlineData(AudioEncoding.WavPcm24)]
    [InlineData(AudioEncoding.WavPcm32)]
    [InlineData(AudioEncoding.WavFloat)]
    public void Write_GuanoOfAnyLength_IsReadBackAndTheSamplesAreUntouched(AudioEncoding encoding)
    {
        using var folder = new TemporaryFolder();
        var isFlac = SampleForm.Extension(encoding) == "flac";
        foreach (var extra in new[] { 0, 1, 2, 3, 4, 5, 3500, 6000 })
        {
            var path = folder[$"sound-{extra}.{SampleForm.Extension(encoding)}"];
            var samples = new float[3333];
            for (var i = 0; i < samples.Length; i++) samples[i] = (i % 2000 - 1000) / 32768f;
            using (var writer = SndFileWriter.Create(path, 8000, 1, encoding, isFlac ? SndFileTags.Placeholder : null))
            {
                writer.Write(samples);
                writer.Close();
            }

            SndFileTags.Write(path, Text + (extra > 0 ? $"Note: {new string('x', extra)}\n" : ""));

            var info = RecordingInspector.Inspect(path, RecordingTimeRules.Default).Info!;
            Assert.Equal("guano", info.TimeSource);
            Assert.Equal(new DateTimeOffset(2026, 3, 15, 9, 30, 10, 480, TimeSpan.Zero), info.Start);
            Assert.Equal(new StreamPlace("boot-1/3", 4711, "hydrophone µ"), info.Place);
            using var reader = SndFileReader.Open(path);
            var back = new float[4000];
            Assert.Equal(3333, reader.Read(back));
            Assert.Equal(samples, back[..3333]);
            if (isFlac) Decodes(path);
        }
    }

    [Fact]
    public void Write_FileWithoutRoom_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using (var writer = SndFileWriter.Create(folder["a.flac"], 8000, 1, AudioEncoding.FlacPcm16))
        {
            writer.Write(new float[100]);
            writer.Close();
        }

        Assert.Throws<AudioFileException>(() => SndFileTags.Write(folder["a.flac"], Text));
        Assert.Throws<AudioFileException>(() => SndFileTags.Write(folder.Write("b.flac", "fLaC"u8), Text));
        Assert.Throws<AudioFileException>(() => SndFileTags.Write(folder.Write("c", "no"u8), Text));
    }

    [Theory]
    [InlineData(SampleEncoding.S16, 2)]
    [InlineData(SampleEncoding.S24, 1)]
    [InlineData(SampleEncoding.S32, 3)]
    [InlineData(SampleEncoding.F32, 1)]
    [InlineData(SampleEncoding.S16, 9)]
    public void For_AnySourceFormat_FindsAFormThatGivesTheBytesBack(SampleEncoding encoding, int channels)
    {
        using var folder = new TemporaryFolder();
        var format = new AudioFormat(8000, channels, encoding);
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var bytes = new byte[format.BytesPerFrame * 5000];
            Fill(random, encoding, bytes, coarse: seed % 3);
            var form = SampleForm.For(bytes, format, seed % 2 == 0 ? ClipFormat.Flac : ClipFormat.Wav);
            var path = folder[$"{seed}.{SampleForm.Extension(form)}"];
            using (var writer = SndFileWriter.Create(path, 8000, channels, form))
            {
                SampleForm.Write(writer, bytes, format, form == AudioEncoding.WavFloat, new int[1000]);
                writer.Close();
            }

            Assert.Equal(Floats(bytes, format), Read(path));
        }
    }

    private static float[] Read(string path)
    {
        using var reader = SndFileReader.Open(path);
        var samples = new float[reader.Frames * reader.Channels];
        Assert.Equal(reader.Frames, reader.Read(samples));
        return samples;
    }

    private static float[] Floats(byte[] bytes, AudioFormat format)
    {
        var samples = new float[bytes.Length / format.BytesPerSample];
        var all = new System.Buffers.ReadOnlySequence<byte>(bytes);
        EdgeAgent.Pipelines.Framing.PcmFraming.ReadFrames(ref all, format with { Channels = 1 }, 1, samples);
        return samples;
    }

    private static void Fill(Random random, SampleEncoding encoding, byte[] bytes, int coarse)
    {
        random.NextBytes(bytes);
        if (encoding == SampleEncoding.S32 && coarse > 0)
            for (var i = 0; i < bytes.Length; i += 4) bytes[i] = 0;
        if (encoding != SampleEncoding.F32) return;
        for (var i = 0; i < bytes.Length; i += 4)
        {
            var value = coarse switch
            {
                0 => random.Next(-32768, 32768) / 32768f,
                1 => random.Next(-8388608, 8388608) / 8388608f,
                _ => (float)((random.NextDouble() * 4) - 2),
            };
            System.Buffers.Binary.BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i), value);
        }
    }

    // A decoder that is not libsndfile.
    private static void Decodes(string path)
    {
        if (!File.Exists("/usr/bin/ffmpeg")) return;
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", ["-nostdin", "-v", "error", "-i", path, "-f", "null", "-"]) { RedirectStandardError = true })!;
        var complaint = ffmpeg.StandardError.ReadToEnd();
        ffmpeg.WaitForExit();
        Assert.Equal("", complaint);
        Assert.Equal(0, ffmpeg.ExitCode);
    }
}
