using EdgeAgent.Core.Control;
using EdgeAgent.Core.Models.Lifecycle;
using EdgeAgent.Models.Store;

namespace EdgeAgent.Models.Transaction;

/// <summary>The trials that run now: one a model at most, each on its own task, each ended with the agent and gone on with after it.</summary>
internal sealed class ModelTransactions(ModelLedger ledger, TrialTools tools, Action<ModelVersionKey> changed) : IAsyncDisposable
{
    // The version of a roll back, which is about all of them.
    private const int AllVersions = 0;

    private readonly Dictionary<string, RunningTrial> _running = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private bool _ended;

    /// <summary>What is known of a version that is being tried; null when it is not.</summary>
    public TrialNote? NoteOf(string name, int version)
    {
        lock (_gate) return _running.TryGetValue(name, out var running) && running.Model.Version == version ? running.Note : null;
    }

    /// <summary>The version of a model that is being tried; null when none is.</summary>
    public ModelVersionKey? RunningOf(string name)
    {
        lock (_gate) return _running.GetValueOrDefault(name)?.Model;
    }

    /// <summary>Whether the files of a version must stay: it is being tried, or its model is being rolled back.</summary>
    public bool IsInUse(string name, int version) => RunningOf(name) is { } running && (running.Version == version || running.Version == AllVersions);

    /// <summary>Begins to try a version on this device, and activates it when that was asked.</summary>
    /// <exception cref="ControlRefusedException">Another version of the model is being tried.</exception>
    public void Begin(ModelVersionKey model, string? variant, string? identity, ActivationOrder? order, JournalLine? resumed)
    {
        lock (_gate)
        {
            CheckFree(model.Name);
            var running = new RunningTrial(model);
            running.Trial = new Trial(ledger, model, tools, note =>
            {
                running.Note = note;
                changed(model);
            });
            _running[model.Name] = running;
            running.Task = Task.Run(() => RunAsync(running, variant, identity, order, resumed));
        }
    }

    /// <summary>Rolls back what is being tried of a model, and waits for it.</summary>
    /// <returns>Whether something was being tried and does not work now; false also when it became active before it could be stopped.</returns>
    /// <exception cref="ControlRefusedException">The model is being rolled back already.</exception>
    public async Task<bool> RecallAsync(string name, string reason, string? identity, CancellationToken cancellation)
    {
        RunningTrial? running;
        Task cancelled;
        lock (_gate)
        {
            running = _running.GetValueOrDefault(name);
            if (running is null) return false;
            if (running.Trial is null) throw Busy(running);
            (running.Trial.RecallIdentity, running.Trial.Recall) = (identity, reason);

            // Under the gate, where it is not disposed yet; what it calls back runs elsewhere.
            cancelled = running.Stop.CancelAsync();
        }

        await cancelled.ConfigureAwait(false);
        await running.Task!.WaitAsync(cancellation).ConfigureAwait(false);
        return !running.Trial.IsActive;
    }

    /// <summary>Does something with a model while nothing of it is tried; it is carried through to its end.</summary>
    /// <exception cref="ControlRefusedException">A version of the model is being tried, or it is being rolled back.</exception>
    public Task<T> RunAlone<T>(string name, Func<Task<T>> work)
    {
        lock (_gate)
        {
            CheckFree(name);
            var running = new RunningTrial(new ModelVersionKey(name, AllVersions, ""));
            _running[name] = running;
            var task = Task.Run(async () =>
            {
                try
                {
                    return await work().ConfigureAwait(false);
                }
                finally
                {
                    End(running);
                }
            });
            running.Task = task;
            return task;
        }
    }

    /// <summary>Goes on with the trials that the last run of the agent left.</summary>
    public void Resume()
    {
        List<JournalLine> left;
        lock (ledger.Gate)
        {
            left = [.. ledger.Journal.Lines.Where(line => line.Version > 0).GroupBy(line => (line.Model, line.Version)).Select(version => version.Last())
                .Where(line => line.State is ModelState.Shadow or ModelState.Probation)];
        }

        foreach (var line in left)
        {
            var model = new ModelVersionKey(line.Model, line.Version, line.Digest ?? "");
            var interruptions = line.Stopped ? line.Interruptions : line.Interruptions + 1;
            if (interruptions >= tools.Rules.MostInterruptions || line.Order is null || RunningOf(line.Model) is not null)
            {
                ledger.Record(ledger.Line(model, ModelState.RolledBack, $"the agent ended unexpectedly {interruptions} times while it was tried", null) with { Variant = line.Variant, Seen = line.Seen });
                continue;
            }

            Begin(model, line.Variant, line.Identity, line.Order, line with { Interruptions = interruptions });
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        (RunningTrial Running, Task Cancelled)[] left;
        lock (_gate)
        {
            _ended = true;
            left = [.. _running.Values.Select(running => (running, running.Stop.CancelAsync()))];
        }

        foreach (var (running, cancelled) in left)
        {
            await cancelled.ConfigureAwait(false);

            // How it ended was told to whoever asked for it.
            await running.Task!.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RunAsync(RunningTrial running, string? variant, string? identity, ActivationOrder? order, JournalLine? resumed)
    {
        try
        {
            bool staged;
            lock (ledger.Gate) staged = resumed is not null || IsStaged(running.Model, variant);
            staged = staged || running.Trial!.Stage(variant, identity, running.Stop.Token);
            if (staged && order is not null) await running.Trial!.ActivateAsync(order, resumed, running.Stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The agent ends, or it was recalled before anything was switched; the journal says where it stands.
        }
        catch (Exception error) when (StoreFiles.IsFileFailure(error))
        {
            ledger.Warn($"{running.Model}: what happens to it can't be written down, so it goes no further: {error.Message}");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            ledger.Warn($"{running.Model}: it goes no further: {error.Message.ReplaceLineEndings(" ")}");
        }
        finally
        {
            End(running);
            changed(running.Model);
        }
    }

    private void End(RunningTrial running)
    {
        lock (_gate)
        {
            _running.Remove(running.Model.Name);
            running.Stop.Dispose();
        }
    }

    private void CheckFree(string name)
    {
        if (_ended) throw new ControlRefusedException(RefusalKind.NotNow, "the agent is stopping; try again when it runs");
        if (_running.TryGetValue(name, out var other)) throw Busy(other);
    }

    private static ControlRefusedException Busy(RunningTrial running) => new(RefusalKind.NotNow, running.Trial is null
        ? $"{running.Model.Name} is being rolled back just now; wait for its end"
        : $"{running.Model} is being tried just now; wait for its end, or roll it back");

    private bool IsStaged(ModelVersionKey model, string? variant) =>
        ledger.Journal.Last(model.Name, model.Version) is { State: ModelState.Staged } line && line.Digest == model.Digest && (variant is null || line.Variant == variant);

    /// <summary>A trial, or a roll back, which has none, and its task.</summary>
    private sealed class RunningTrial(ModelVersionKey model)
    {
        public ModelVersionKey Model { get; } = model;

        public CancellationTokenSource Stop { get; } = new();

        public Trial? Trial { get; set; }

        public Task? Task { get; set; }

        public TrialNote? Note { get; set; }
    }
}
