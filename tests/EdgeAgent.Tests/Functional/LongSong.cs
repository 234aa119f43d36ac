using EdgeAgent.Tests.Functional;
using EdgeAgent.TestKit.Onnx;

[assembly: AssemblyFixture(typeof(LongSong))]

namespace EdgeAgent.Tests.Functional;

/// <summary>Ten minutes with more than fifty events, made once, and what the agent says of them in one piece.</summary>
public sealed class LongSong : IAsyncLifetime
{
    private const double Seconds = 600;

    internal Sea Sea { get; } = new();

    internal Song Song { get; } = new(SongMaker.Make(Seconds, EnergyPackage.Rate, SongMaker.Calls(Seconds)), EnergyPackage.Rate);

    /// <summary>The recording as one file.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The lines that replaying it in one piece prints.</summary>
    public IReadOnlyList<string> Whole { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        Path = Song.Write(Sea.Folder.Folder("whole"));
        Whole = (await Sea.ReplayAsync(Path, "--jobs", "1")).Exits(0).Output;
        Assert.True(AgentEvents.Closed(Whole).Count >= 50, "a comparison of few events proves little");
    }

    public ValueTask DisposeAsync()
    {
        Sea.Dispose();
        return ValueTask.CompletedTask;
    }
}
