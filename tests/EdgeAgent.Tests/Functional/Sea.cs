using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Tests.Functional;

/// <summary>What a functional test needs: a folder of its own, a repository with the package <c>energy</c>, and the agent.</summary>
internal sealed class Sea : IDisposable
{
    public Sea() => EnergyPackage.Write(Repository);

    public TemporaryFolder Folder { get; } = new();

    public string Repository => Folder["repository"];

    /// <summary>Arguments of a replay with <c>energy</c>.</summary>
    public string[] Arguments(params string[] arguments) =>
        ["replay", .. arguments, "--set", $"Models:Repository={Repository}", .. (arguments.Contains("--model") ? Array.Empty<string>() : ["--model", "energy"])];

    public Task<AgentResult> ReplayAsync(params string[] arguments) => AgentProcess.RunAsync(Arguments(arguments));

    public Task<AgentResult> ReplayInputAsync(byte[] input, params string[] arguments) =>
        AgentProcess.RunAsync(new AgentStart { Arguments = Arguments(["-", .. arguments]), Input = input });

    /// <summary>A short recording with two calls in it.</summary>
    public string ShortSong(string name = "short.wav") =>
        Folder.Write(name, WavWriter.Pcm16(SongMaker.Make(16, EnergyPackage.Rate, [(3, 6), (9, 13)]), EnergyPackage.Rate));

    public void Dispose() => Folder.Dispose();
}
