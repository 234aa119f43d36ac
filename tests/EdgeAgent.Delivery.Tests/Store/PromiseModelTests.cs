using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace EdgeAgent.Delivery.Tests.Store;

/// <summary>Random lives of a store against a model of the promise: delivered + declared = produced, order within lanes, resends byte for byte.</summary>
public sealed class PromiseModelTests(ITestOutputHelper output)
{
    // More of them, for a night: EDGEAGENT_TEST_RUNS.
    private static readonly int Runs = int.TryParse(Environment.GetEnvironmentVariable("EDGEAGENT_TEST_RUNS"), CultureInfo.InvariantCulture, out var runs) ? runs : 250;

    private readonly Dictionary<string, int> _seen = new(StringComparer.Ordinal);

    private static readonly Gen<Operation> Step =
        from kind in Gen.Frequency(
            (8, Gen.Constant(OperationKind.Accept)), (6, Gen.Constant(OperationKind.AcceptMany)), (6, Gen.Constant(OperationKind.Flush)),
            (8, Gen.Constant(OperationKind.Publish)), (8, Gen.Constant(OperationKind.Confirm)), (2, Gen.Constant(OperationKind.Refuse)),
            (2, Gen.Constant(OperationKind.Declare)), (2, Gen.Constant(OperationKind.Reconnect)), (1, Gen.Constant(OperationKind.Requeue)),
            (2, Gen.Constant(OperationKind.Crash)), (3, Gen.Constant(OperationKind.CrashAt)), (1, Gen.Constant(OperationKind.Restart)),
            (1, Gen.Constant(OperationKind.Squeeze)), (1, Gen.Constant(OperationKind.Relax)), (2, Gen.Constant(OperationKind.Pass)),
            (1, Gen.Constant(OperationKind.Expire)), (1, Gen.Constant(OperationKind.Jump)))
        from a in Gen.Choose(0, 40)
        from b in Gen.Choose(0, 40)
        select new Operation(kind, a, b);

    private static readonly Gen<(bool LiveFirst, List<Operation> Steps)> Life =
        from liveFirst in Gen.Elements(true, false)
        from count in Gen.Choose(1, 45)
        from steps in Gen.ListOf(Step, count)
        select (liveFirst, steps.ToList());

    [Fact]
    public void Store_OverRandomLives_KeepsThePromise()
    {
        var text = Environment.GetEnvironmentVariable("EDGEAGENT_TEST_SEED");
        var seed = text is null ? (ulong)Random.Shared.NextInt64() : ulong.Parse(text, CultureInfo.InvariantCulture);
        var config = Config.QuickThrowOnFailure.WithMaxTest(Runs).WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed, 0x9e3779b97f4a7c15), FSharpOption<int>.None)));
        output.WriteLine($"{Runs} lives, EDGEAGENT_TEST_SEED={seed}");
        try
        {
            Check.One(config, Prop.ForAll(Arb.From(Life, Shrink), life => Live(life.LiveFirst, life.Steps)));
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"EDGEAGENT_TEST_SEED={seed}: {e.Message}", e);
        }

        output.WriteLine(string.Join(", ", _seen.OrderBy(seen => seen.Key, StringComparer.Ordinal).Select(seen => $"{seen.Key} {seen.Value}")));
        // A model that never gets into trouble proves nothing.
        foreach (var cause in new[] { "disk-budget", "expired", "refused", "storm", "BeforeCommit", "AfterCommit", "BeforeSettleCommit", "AfterSettleCommit" })
            Assert.True(_seen.GetValueOrDefault(cause) > 0, $"no life saw {cause}");
    }

    // Fewer steps: halves, then one by one.
    private static IEnumerable<(bool LiveFirst, List<Operation> Steps)> Shrink((bool LiveFirst, List<Operation> Steps) life)
    {
        for (var part = life.Steps.Count / 2; part > 0; part /= 2)
            for (var at = 0; at + part <= life.Steps.Count; at += part)
                yield return (life.LiveFirst, [.. life.Steps[..at], .. life.Steps[(at + part)..]]);
    }

    private bool Live(bool liveFirst, List<Operation> steps)
    {
        Run().GetAwaiter().GetResult();
        return true;

        async Task Run()
        {
            await using var model = new PromiseModel(liveFirst);
            foreach (var step in steps) await model.Do(step);
            await model.Finish();
            foreach (var (what, count) in model.Seen) _seen[what] = _seen.GetValueOrDefault(what) + count;
        }
    }
}
