using System.Runtime.Versioning;
using System.Text;
using EdgeAgent.Interop.Native;
using EdgeAgent.Interop.SndFile;

namespace EdgeAgent.Interop.Tests.SndFile;

public sealed class SndFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("edge-agent-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(AudioEncoding.WavPcm16, 1, 15, "WAV, 16-bit PCM")]
    [InlineData(AudioEncoding.WavPcm24, 2, 23, "WAV, 24-bit PCM")]
    [InlineData(AudioEncoding.WavFloat, 3, 24, "WAV, 32-bit float")]
    [InlineData(AudioEncoding.FlacPcm16, 2, 15, "FLAC, 16-bit PCM")]
    [InlineData(AudioEncoding.FlacPcm24, 1, 23, "FLAC, 24-bit PCM")]
    public void Write_ThenRead_GivesTheSamplesBackExactly(AudioEncoding encoding, int channels, int bits, string format)
    {
        const int frames = 10_007;
        var samples = Steps(frames * channels, bits);
        var path = Write("a.bin", encoding, channels, samples, "Recorded at 19:22:55 14/12/2020 (UTC-5)");

        using var reader = SndFileReader.Open(path);
        Assert.Equal((frames, 48_000, channels, format, true), (reader.Frames, reader.SampleRate, reader.Channels, reader.FormatName, reader.IsSeekable));
        Assert.Equal("Recorded at 19:22:55 14/12/2020 (UTC-5)", reader.Comment);
        Assert.Null(reader.Bext);
        Assert.Equal(samples, ReadAll(reader, 997));
        Assert.Equal(0, reader.Read(new float[8]));
        Assert.Equal(frames, reader.Position);
    }

    [Theory]
    [InlineData(AudioEncoding.WavPcm16)]
    [InlineData(AudioEncoding.WavPcm24)]
    [InlineData(AudioEncoding.WavFloat)]
    [InlineData(AudioEncoding.FlacPcm16)]
    [InlineData(AudioEncoding.FlacPcm24)]
    public void Write_TheSameSamplesInOtherPieces_GivesTheSameBytes(AudioEncoding encoding)
    {
        var samples = Steps(20_000, 15);
        var whole = File.ReadAllBytes(Write("whole", encoding, 1, samples));
        var path = Path.Combine(_folder.FullName, "pieces");
        using (var writer = SndFileWriter.Create(path, 48_000, 1, encoding))
        {
            foreach (var piece in samples.Chunk(777)) writer.Write(piece);
            writer.Close();
        }

        Assert.Equal(whole, File.ReadAllBytes(path));
    }

    [Fact]
    public void Read_FloatBeyondFullScale_IsNotClipped()
    {
        float[] samples = [0, 1.5f, -7.25f, float.NaN, float.PositiveInfinity, 1e-30f];
        using var reader = SndFileReader.Open(Write("f.wav", AudioEncoding.WavFloat, 1, samples));
        Assert.Equal(samples, ReadAll(reader, 4));
    }

    [Fact]
    public void Write_BeyondFullScaleAsIntegers_IsLimitedAndNotANumberIsZero()
    {
        using var reader = SndFileReader.Open(Write("i.wav", AudioEncoding.WavPcm16, 1, [2, -2, float.NaN, float.NegativeInfinity, 1, -1]));
        Assert.Equal([32767 / 32768f, -1, 0, -1, 32767 / 32768f, -1], ReadAll(reader, 6));
    }

    [Theory]
    [InlineData(AudioEncoding.WavPcm24)]
    [InlineData(AudioEncoding.FlacPcm16)]
    public void Seek_AnyFrame_ReadsOnFromThere(AudioEncoding encoding)
    {
        var samples = Steps(50_000, 15);
        using var reader = SndFileReader.Open(Write("s", encoding, 2, samples));
        var random = new Random(6);
        var room = new float[20];
        for (var i = 0; i < 200; i++)
        {
            var frame = random.Next(0, 25_000 - 10);
            reader.Seek(frame);
            Assert.Equal(10, reader.Read(room));
            Assert.Equal(samples[(frame * 2)..((frame * 2) + 20)], room);
        }

        reader.Seek(25_000);
        Assert.Equal(0, reader.Read(room));
        Assert.Throws<AudioFileException>(() => reader.Seek(25_001));
    }

    [Fact]
    public void Read_RoomForPartOfASampleFrame_LeavesTheRemainderAlone()
    {
        using var reader = SndFileReader.Open(Write("r.wav", AudioEncoding.WavPcm16, 3, Steps(30, 15)));
        var room = new float[8];
        room.AsSpan().Fill(9);
        Assert.Equal(2, reader.Read(room));
        Assert.Equal([9f, 9f], room[6..]);
    }

    [Fact]
    public void Read_SteadyState_AllocatesNothing()
    {
        using var reader = SndFileReader.Open(Write("z.wav", AudioEncoding.WavPcm16, 1, Steps(400_000, 15)));
        var room = new float[1000];
        for (var i = 0; i < 50; i++) reader.Read(room);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++) reader.Read(room);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Bext_Written_IsRead()
    {
        var bext = new byte[602];
        "A description"u8.CopyTo(bext);
        "HYDRO"u8.CopyTo(bext.AsSpan(256));
        "SERIAL 7"u8.CopyTo(bext.AsSpan(288));
        "2023-07-10"u8.CopyTo(bext.AsSpan(320));
        "06:00:01"u8.CopyTo(bext.AsSpan(330));
        BitConverter.TryWriteBytes(bext.AsSpan(338), (1UL << 32) + 5);
        BitConverter.TryWriteBytes(bext.AsSpan(346), (short)1);
        using var reader = SndFileReader.Open(Bytes("b.wav", Wav(("bext", bext), ("fmt ", Format()), ("data", new byte[200]))));
        Assert.Equal(new BroadcastInfo("A description", "HYDRO", "SERIAL 7", "2023-07-10", "06:00:01", (1UL << 32) + 5, 1), reader.Bext);
    }

    [Fact]
    public void Open_HeaderClaimsMoreThanIsThere_CountsWhatIsThere()
    {
        var file = Wav(("fmt ", Format()), ("data", new byte[2000]));
        using var reader = SndFileReader.Open(Bytes("t.wav", file[..^1000]));
        Assert.Equal(500, reader.Frames);
        Assert.Contains("should be", reader.HeaderLog, StringComparison.Ordinal);
        Assert.Equal(500, ReadAll(reader, 64).Length);
    }

    [Fact]
    public void Open_WhatIsNoRecording_IsOneSentenceWithThePathAndARemedy()
    {
        AssertRefused(Path.Combine(_folder.FullName, "absent.wav"), "does not exist; check the name.");
        AssertRefused(_folder.FullName, "is a folder, not a recording; name a file in it.");
        AssertRefused(Bytes("empty.wav", []), "is empty (0 bytes); the recorder wrote nothing into it, so leave it out.");
        AssertRefused(Bytes("text.wav", Encoding.UTF8.GetBytes("deployment notes\nstation 4\n")), "is not an audio file that libsndfile knows");
        AssertRefused(Bytes("short.wav", Wav()[..12]), "has a damaged header");
        AssertRefused(Bytes("nodata.wav", Wav(("fmt ", Format()))), "has a damaged header");
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Open_NoRightToRead_SaysSo()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may read everything");
        var path = Bytes("locked.wav", Wav(("fmt ", Format()), ("data", new byte[20])));
        File.SetUnixFileMode(path, UnixFileMode.None);
        AssertRefused(path, "cannot be read: access is denied");
    }

    [Fact]
    public void Read_DamagedFlac_NamesThePlaceInsteadOfEndingEarly()
    {
        var path = Write("d.flac", AudioEncoding.FlacPcm16, 1, Steps(400_000, 15));
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.Length / 2, 4000).Fill(0x55);
        File.WriteAllBytes(path, bytes);
        using var reader = SndFileReader.Open(path);
        var error = Assert.Throws<AudioFileException>(() => ReadAll(reader, 4096));
        Assert.StartsWith(path + " cannot be read on after sample frame ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_FolderIsMissing_IsOneSentence()
    {
        var path = Path.Combine(_folder.FullName, "absent", "a.wav");
        var error = Assert.Throws<AudioFileException>(() => SndFileWriter.Create(path, 48_000, 1, AudioEncoding.WavPcm16));
        Assert.StartsWith(path + " cannot be written (", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(AudioEncoding.WavPcm16)]
    [InlineData(AudioEncoding.FlacPcm16)]
    public void Write_MediumIsFull_IsToldByWriteOrClose(AudioEncoding encoding)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        var link = Path.Combine(_folder.FullName, "full");
        File.CreateSymbolicLink(link, "/dev/full");
        var error = Assert.Throws<AudioFileException>(() =>
        {
            using var writer = SndFileWriter.Create(link, 48_000, 1, encoding);
            for (var i = 0; i < 100; i++) writer.Write(Steps(10_000, 15));
            writer.Close();
        });
        Assert.StartsWith(link, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_RealRecording_ReadsAllOfIt()
    {
        using var reader = SndFileReader.Open(Repository.SharedPath("data/audio/long/HYD11_20230710_060000.wav"));
        Assert.Equal((6_000_000, 10_000, 1), (reader.Frames, reader.SampleRate, reader.Channels));
        Assert.Equal(6_000_000, ReadAll(reader, 65_536).Length);
    }

    [Fact]
    public void Probe_MissingOrAnotherLibrary_NamesThePackageOrTheFunction()
    {
        var missing = Assert.Throws<NativeLibraryException>(() => SndFileLibrary.Probe("libsndfile-absent.so.1"));
        Assert.EndsWith("install it with: apt install libsndfile1.", missing.Message, StringComparison.Ordinal);
        var other = Assert.Throws<NativeLibraryException>(() => SndFileLibrary.Probe("libsoxr.so.0"));
        Assert.Contains("sf_version_string", other.Message, StringComparison.Ordinal);
        Assert.StartsWith("libsndfile-1.", SndFileLibrary.Version, StringComparison.Ordinal);
        Assert.True(File.Exists(SndFileLibrary.Path));
    }

    private static void AssertRefused(string path, string reason)
    {
        var error = Assert.Throws<AudioFileException>(() => SndFileReader.Open(path));
        Assert.Equal(path, error.Path);
        Assert.StartsWith(path + " " + reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    private string Write(string name, AudioEncoding encoding, int channels, float[] samples, string? comment = null)
    {
        var path = Path.Combine(_folder.FullName, name);
        using var writer = SndFileWriter.Create(path, 48_000, channels, encoding, comment);
        writer.Write(samples);
        Assert.Equal(samples.Length / channels, writer.Frames);
        writer.Close();
        return path;
    }

    private string Bytes(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    // Samples that an integer of this many magnitude bits holds exactly, its ends included.
    private static float[] Steps(int count, int magnitudeBits)
    {
        var random = new Random(count);
        var scale = 1 << magnitudeBits;
        var samples = new float[count];
        for (var i = 0; i < count; i++) samples[i] = random.Next(-scale, scale) / (float)scale;
        samples[0] = -1;
        return samples;
    }

    private static float[] ReadAll(SndFileReader reader, int frames)
    {
        var all = new List<float>();
        var room = new float[frames * reader.Channels];
        for (int read; (read = reader.Read(room)) > 0;) all.AddRange(room.AsSpan(0, read * reader.Channels));
        return [.. all];
    }

    private static byte[] Format()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(48_000);
        writer.Write(96_000);
        writer.Write((short)2);
        writer.Write((short)16);
        return bytes.ToArray();
    }

    private static byte[] Wav(params (string Id, byte[] Body)[] chunks)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write("RIFF"u8);
        writer.Write(4 + chunks.Sum(chunk => 8 + chunk.Body.Length));
        writer.Write("WAVE"u8);
        foreach (var (id, body) in chunks)
        {
            writer.Write(Encoding.ASCII.GetBytes(id));
            writer.Write(body.Length);
            writer.Write(body);
        }

        return bytes.ToArray();
    }
}
