using EdgeAgent.Core.Control;
using EdgeAgent.Core.Control.Inference;

namespace EdgeAgent.Control.Tests.Inference;

/// <summary>A model "echo" that gives back what it takes, of every type; what is asked of it is kept.</summary>
internal sealed class EchoModels : IInferenceService
{
    private readonly List<string> _unloaded = [];

    /// <summary>Completes before an answer is given; tests hold requests back with it.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>Requests that have come to the model.</summary>
    public int Begun;

    /// <summary>The last file.</summary>
    public byte[] File { get; private set; } = [];

    public InferenceRequest? Last { get; private set; }

    public IReadOnlyList<ServedVersion> Index() => [new("echo", 1, false, "broken"), new("echo", 2, !_unloaded.Contains("echo"), "")];

    public bool IsReady(string model, string version) => Known(model, version) && !_unloaded.Contains(model);

    public Task<ServedModel> DescribeAsync(string model, string version, CancellationToken cancellation)
    {
        Known(model, version);
        return Task.FromResult(new ServedModel
        {
            Name = "echo", Version = 2, Versions = [1, 2], Variant = "full", Digest = "sha256:00", Provider = "CPU", Task = "audio-classification",
            Inputs = [new("waveform", TensorType.Float32, [-1, 4])], Outputs = [new("scores", TensorType.Float32, [-1, 4])], MaxBatch = 8, IsBatched = true, DelayMs = 5, Labels = ["a"],
        });
    }

    public async Task<InferenceResult> InferAsync(InferenceRequest request, CancellationToken cancellation)
    {
        Interlocked.Increment(ref Begun);
        Known(request.Model, request.Version);
        Last = request;
        await Gate.WaitAsync(cancellation);
        var outputs = request.Outputs.Count == 0 ? request.Inputs : [.. request.Outputs.Select(name => request.Inputs.FirstOrDefault(input => input.Name == name) ?? throw new ControlRefusedException(RefusalKind.Invalid, $"no output {name}"))];
        return new InferenceResult("echo", 2, outputs);
    }

    public async Task<Prediction> PredictAsync(PredictionRequest request, CancellationToken cancellation)
    {
        Known(request.Model, request.Version);
        using var bytes = new MemoryStream();
        await request.Content.CopyToAsync(bytes, cancellation);
        File = bytes.ToArray();
        if (File.Length == 0) throw new ControlRefusedException(RefusalKind.Invalid, "there is no file in the request");
        if (File[0] == (byte)'?') throw new ControlRefusedException(RefusalKind.Unreadable, "the file is no recording");
        return new Prediction("echo", 2, "full", "CPU", "audio") { Seconds = File.Length, Windows = [], Events = [new PredictedEvent("whale", 1, 2, 0.9, 0.8, 3)] };
    }

    public IReadOnlyList<ServedStatistics> Statistics(string model, string version)
    {
        if (model.Length > 0) Known(model, version);
        return [new ServedStatistics("echo", 2) { Rows = 7, Runs = 3, Answered = new CountedTime(5, TimeSpan.FromSeconds(1)), Ran = new CountedTime(3, TimeSpan.FromSeconds(0.5)), ByRows = [(1, new CountedTime(3, TimeSpan.FromSeconds(0.5)))] }];
    }

    public Task LoadAsync(string model, CancellationToken cancellation)
    {
        Known(model, "");
        _unloaded.Remove(model);
        return Task.CompletedTask;
    }

    public void Unload(string model)
    {
        Known(model, "");
        _unloaded.Add(model);
    }

    private static bool Known(string model, string version) => model == "echo" && version is "" or "2" or "latest" && model == "echo"
        ? true
        : throw new ControlRefusedException(RefusalKind.NotFound, $"there is no model {model} here");
}
