using EdgeAgent.Interop.OnnxRuntime;
using EdgeAgent.TestKit.Onnx;

namespace EdgeAgent.Interop.Tests.OnnxRuntime;

/// <summary>Orders of disposal, threads, and the garbage collector.</summary>
[Collection(OneLibraryOneProcess.Name)]
public sealed class OrtLifetimeTests
{
    [Fact]
    public void Dispose_SessionBeforeBinding_LetsTheBindingFinish()
    {
        Ort.Collect();
        var before = Ort.Library.OpenHandles;
        var session = Ort.Doubling(2).Open();
        var binding = OrtBinding.Create(session, 3);
        session.Dispose();
        binding.Input(0).Fill(4);
        binding.Run(3);
        // A batch size that the disposed session has not seen.
        binding.Run(2);
        Assert.Equal([8f, 8, 8, 8], binding.Output(0).ToArray());
        binding.Dispose();
        Assert.Equal(before, Ort.Library.OpenHandles);
    }

    [Fact]
    public void Dispose_BindingBeforeSession_LeavesTheSessionOpen()
    {
        Ort.Collect();
        var before = Ort.Library.OpenHandles;
        using (var session = Ort.Doubling(2).Open())
        {
            OrtBinding.Create(session, 1).Dispose();
            using var next = OrtBinding.Create(session, 1);
            next.Run(1);
        }

        Assert.Equal(before, Ort.Library.OpenHandles);
    }

    [Fact]
    public void Dispose_Twice_IsHarmless()
    {
        var session = Ort.Doubling(2).Open();
        var binding = OrtBinding.Create(session, 1);
        binding.Dispose();
        binding.Dispose();
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => OrtBinding.Create(session, 1));
    }

    [Fact]
    public void UseAfterDispose_IsRefused()
    {
        using var session = Ort.Doubling(2).Open();
        var binding = OrtBinding.Create(session, 1);
        binding.Dispose();
        Assert.Throws<ObjectDisposedException>(() => binding.Run(1));
        Assert.Throws<ObjectDisposedException>(() => { binding.Input(0); });
        Assert.Throws<ObjectDisposedException>(() => { binding.Output(0); });
    }

    [Fact]
    public void Create_OnADisposedSessionThatABindingHolds_IsRefused()
    {
        var session = Ort.Doubling(2).Open();
        using var binding = OrtBinding.Create(session, 1);
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => OrtBinding.Create(session, 1));
    }

    [Fact]
    public void Forgotten_SessionAndBinding_AreCollected()
    {
        Ort.Collect();
        var before = Ort.Library.OpenHandles;
        for (var i = 0; i < 10; i++) Forget();
        Ort.Collect();
        Assert.Equal(before, Ort.Library.OpenHandles);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Forget() => OrtBinding.Create(Ort.Doubling(2).Open(), 2).Run(1);
    }

    [Fact]
    public async Task Run_TwoThreadsOnOneBinding_OneIsRefused()
    {
        using var session = Slow().Open();
        using var binding = OrtBinding.Create(session, 1);
        using var together = new Barrier(2);
        InvalidOperationException? refusal = null;
        await Task.WhenAll(Threads(2, _ =>
        {
            together.SignalAndWait();
            for (var i = 0; i < 100_000 && Volatile.Read(ref refusal) is null; i++)
            {
                try
                {
                    binding.Run(1);
                }
                catch (InvalidOperationException e) when (e is not ObjectDisposedException)
                {
                    Volatile.Write(ref refusal, e);
                }
            }
        }));

        Ort.AssertSentence(Assert.IsType<InvalidOperationException>(refusal), "another thread");
        binding.Run(1);
    }

    [Fact]
    public async Task Run_BindingsInParallelOnOneSession_GiveTheSameBits()
    {
        using var session = Slow().Open();
        var expected = Scores(session, 1);
        var results = new float[4][];
        using var together = new Barrier(4);
        await Task.WhenAll(Threads(4, thread =>
        {
            together.SignalAndWait();
            results[thread] = Scores(session, 50);
        }));
        Assert.All(results, scores => Assert.Equal(expected, scores));

        static float[] Scores(OrtSession session, int runs)
        {
            using var binding = OrtBinding.Create(session, 1);
            for (var i = 0; i < binding.Input(0).Length; i++) binding.Input(0)[i] = MathF.Sin(i);
            for (var i = 0; i < runs; i++) binding.Run(1);
            return binding.Output(0).ToArray();
        }
    }

    [Fact]
    public async Task Run_WhileTheCollectorMovesTheHeap_GivesTheSameBits()
    {
        using var session = Slow().Open();
        using var binding = OrtBinding.Create(session, 1);
        binding.Input(0).Fill(0.25f);
        binding.Run(1);
        var expected = binding.Output(0).ToArray();
        using var stop = new CancellationTokenSource();
        var running = Threads(1, _ =>
        {
            do
            {
                binding.Run(1);
                Assert.True(binding.Output(0).SequenceEqual(expected));
            }
            while (!stop.IsCancellationRequested);
        })[0];
        for (var i = 0; i < 30; i++) GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Dispose_DuringRun_WaitsForTheRunAndFreesEverything()
    {
        Ort.Collect();
        var before = Ort.Library.OpenHandles;
        var session = Slow().Open();
        for (var round = 0; round < 20; round++)
        {
            var binding = OrtBinding.Create(session, 1);
            using var started = new ManualResetEventSlim();
            var running = Threads(1, _ =>
            {
                Assert.Throws<ObjectDisposedException>((Action)(() =>
                {
                    while (true)
                    {
                        binding.Run(1);
                        started.Set();
                    }
                }));
            })[0];
            started.Wait();
            binding.Dispose();
            await running;
        }

        session.Dispose();
        Assert.Equal(before, Ort.Library.OpenHandles);
    }

    /// <summary>A few hundred microseconds of matrix product.</summary>
    private static OnnxModelBuilder Slow()
    {
        const int size = 512;
        var weights = new float[size * size];
        for (var i = 0; i < weights.Length; i++) weights[i] = MathF.Cos(i) / size;
        return new OnnxModelBuilder()
            .Input("x", "N", size, size)
            .Initializer("w", [size, size], weights)
            .MatMul("x", "w", "h").MatMul("h", "w", "y")
            .Output("y", "N", size, size);
    }

    private static Task[] Threads(int count, Action<int> body) =>
        [.. Enumerable.Range(0, count).Select(i => Task.Factory.StartNew(() => body(i), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
}
