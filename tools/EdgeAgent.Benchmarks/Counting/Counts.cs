using EdgeAgent.Benchmarks.Audio;
using EdgeAgent.Benchmarks.Delivery;
using EdgeAgent.Core.Vision;
using EdgeAgent.Delivery.Mqtt;
using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.Models.Packages;
using EdgeAgent.Pipelines.Features.Images;
using EdgeAgent.Pipelines.Inference;

namespace EdgeAgent.Benchmarks.Counting;

/// <summary>What the agent's paths take in numbers that no other work on the machine changes: managed bytes, calls that read or write, bytes handed to them. Each is of one unit more, so that what a start costs cancels out.</summary>
internal static class Counts
{
    private const int Rate = NoiseRecordings.ModelRate;
    private const int Frames = 20;
    private const int Few = 1000, Many = 6000;

    /// <summary>A window of the audio path, from a recording to its (discarded) events.</summary>
    /// <param name="scratch">An empty folder.</param>
    /// <param name="runtime">libonnxruntime; null for the agent's own search.</param>
    public static async Task<IReadOnlyList<Count>> OfWindowsAsync(string scratch, string? runtime)
    {
        var folder = TinyPackage.Create(Path.Combine(scratch, "tiny"), Rate, windowSamples: 4096, hopSamples: 1024);
        var resolved = new ModelRepository(scratch).Resolve(folder);
        using var model = ModelRunner.Open(OnnxRuntimeLibrary.Load(runtime), resolved.Package, resolved.Variant, new ModelOptions { Provider = OrtProvider.Cpu, Threads = 1, MaxBatch = 1 });
        var replay = new AgentReplay(model, NoiseRecording.Create(Path.Combine(scratch, "noise.wav"), Rate, minutes: 4));
        using var workers = InferenceWorkers.Create(1);
        return await Tally.OfAsync("window", 60 * Rate, 240 * Rate, frames => replay.RunAsync(workers, frames)).ConfigureAwait(false);
    }

    /// <summary>A 1080p frame, from its pixels to the tensor.</summary>
    public static Task<IReadOnlyList<Count>> OfFramesAsync()
    {
        var layout = new FrameLayout(1920, 1080, PixelFormat.Rgb24);
        var bytes = new byte[layout.FrameBytes];
        var preprocessor = new ImagePreprocessor(new ImageInput("image", 640, 640));
        var tensor = new float[preprocessor.Elements];
        return Tally.OfAsync("frame", Frames / 10, Frames, count =>
        {
            var placement = preprocessor.Place(layout);
            for (var i = 0; i < count; i++) preprocessor.Write(new FrameView(bytes, layout), placement, tensor);
            return Task.FromResult(count);
        });
    }

    /// <summary>An event, from being accepted to being on disk, in commits of a hundred.</summary>
    /// <param name="scratch">An empty folder.</param>
    public static Task<IReadOnlyList<Count>> OfEventsAsync(string scratch)
    {
        var events = EventMaker.Make(Many);
        return Tally.OfAsync("event", Few, Many, async count =>
        {
            await CommitBenchmark.CommitAsync(events.AsMemory(0, (int)count), 100, oneByOne: false, Path.Combine(scratch, "store")).ConfigureAwait(false);
            return count;
        });
    }

    /// <summary>A message, from being accepted to being confirmed by a real broker: managed bytes only, because how many share a commit or a packet depends on the time.</summary>
    /// <param name="scratch">An empty folder.</param>
    /// <exception cref="BenchmarkException">There is no mosquitto.</exception>
    public static async Task<IReadOnlyList<Count>> OfMessagesAsync(string scratch)
    {
        using var broker = new Broker(scratch);
        await broker.StartAsync().ConfigureAwait(false);
        var events = EventMaker.Make(Many);
        var delivery = new AgentDelivery(Path.Combine(scratch, "outbox"), broker.Port, window: 100, DeliveryOrder.Fifo);
        await using var closing = delivery.ConfigureAwait(false);
        await delivery.ConnectedAsync().ConfigureAwait(false);
        var counts = await Tally.OfAsync("message", Few, Many, async count =>
        {
            foreach (var detection in events.Take((int)count)) delivery.Accept(detection);
            await delivery.DrainedAsync().ConfigureAwait(false);
            return count;
        }).ConfigureAwait(false);
        return [.. counts.Where(count => count.Name.EndsWith(".allocatedBytes", StringComparison.Ordinal))];
    }
}
