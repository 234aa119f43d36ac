using EdgeAgent.Configuration;
using EdgeAgent.Core.Control;
using EdgeAgent.Core.Events;
using EdgeAgent.Hosting;

namespace EdgeAgent.Run;

/// <summary>One configured pipeline for as long as the agent runs: opened, heard, paused, opened again. What is not heard because of a wish is declared.</summary>
/// <remarks>Wishes are granted one after the other; each run is a task of its own.</remarks>
internal sealed class PipelineLife : IDisposable
{
    private readonly Func<LivePipeline, PipelineSettings, Action> _open;
    private readonly Func<LivePipeline, CancellationToken, Task> _run;
    private readonly IEventSink _sink;
    private readonly Action<string> _note;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly SemaphoreSlim _turn = new(1);
    private CancellationTokenSource? _intake;
    private Task _running = Task.CompletedTask;
    private (string Cause, DateTimeOffset From, long Began)? _silence;
    private TaskCompletionSource _rest = NewRest();
    private bool _wished;

    /// <summary>A life that has not begun.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="open">Opens source and models and gives what puts them into the pipeline once it is at rest; what it throws is a sentence by <see cref="Failure"/>.</param>
    /// <param name="run">Runs it until its source ends or intake stops.</param>
    /// <param name="sink">Takes gap records.</param>
    /// <param name="note">Takes notes for the person at the box.</param>
    /// <param name="time">Dates gaps.</param>
    /// <param name="stop">Stops intake for good.</param>
    public PipelineLife(LivePipeline pipeline, PipelineSettings settings, Func<LivePipeline, PipelineSettings, Action> open, Func<LivePipeline, CancellationToken, Task> run, IEventSink sink, Action<string> note, TimeProvider time, CancellationToken stop)
    {
        (Pipeline, Settings, _open, _run) = (pipeline, settings, open, run);
        (_sink, _note, _time, _stop) = (sink, note, time, stop);
    }

    /// <summary>The pipeline.</summary>
    public LivePipeline Pipeline { get; }

    /// <summary>Its settings at present.</summary>
    public PipelineSettings Settings { get; private set; }

    /// <summary>Exit code that its present state stands for.</summary>
    public int Code { get; private set; }

    /// <summary>Whether it has ended or failed, and nothing happens to it until somebody restarts it.</summary>
    public bool IsAtRest => _rest.Task.IsCompleted;

    /// <summary>Completes when it has ended or failed; another one each time that it runs again.</summary>
    public Task Rest => Volatile.Read(ref _rest).Task;

    /// <summary>Notes that it could not be opened at the start; somebody may restart it.</summary>
    public void Fail(string sentence, int code) => Settle(PipelineState.Failed, sentence, code);

    /// <summary>Leaves it paused from the start, and declares that; an operator may resume it.</summary>
    /// <param name="cause">For the gap record.</param>
    /// <param name="reason">One sentence for people.</param>
    public void LeaveOff(string cause, string reason)
    {
        _silence = (cause, _time.GetUtcNow(), _time.GetTimestamp());
        Pipeline.Note(PipelineState.Paused, reason);
        _sink.Accept(Gap(cause, _silence.Value.From, null, null));
    }

    /// <summary>Begins to listen.</summary>
    public void Start() => _running = RunAsync();

    /// <summary>The present run; completed when there is none.</summary>
    public Task Running => _running;

    /// <summary>See <see cref="IPipelineControl.PauseAsync"/>.</summary>
    public Task PauseAsync(CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            if (Pipeline.State == PipelineState.Paused) return;
            if (Pipeline.State != PipelineState.Running) throw new ControlRefusedException(RefusalKind.NotNow, $"{Pipeline.Name} does not run, so it can't be paused; restart it first");
            await StopAsync("paused").ConfigureAwait(false);
            if (IsAtRest) throw new ControlRefusedException(RefusalKind.NotNow, $"{Pipeline.Name} has come to its end; restart it first");
            Pipeline.Note(PipelineState.Paused, null);
            _note($"{Pipeline.Name}: paused");
        },
        cancellation);

    /// <summary>See <see cref="IPipelineControl.ResumeAsync"/>.</summary>
    public Task ResumeAsync(CancellationToken cancellation) => InTurnAsync(
        () =>
        {
            if (Pipeline.State == PipelineState.Running) return Task.CompletedTask;
            if (Pipeline.State != PipelineState.Paused) throw new ControlRefusedException(RefusalKind.NotNow, $"{Pipeline.Name} is not paused but has ended or failed; restart it");
            var equip = Prepare(Settings);
            equip();
            Again();
            return Task.CompletedTask;
        },
        cancellation);

    /// <summary>See <see cref="IPipelineControl.RestartAsync"/>.</summary>
    public Task RestartAsync(CancellationToken cancellation) => BecomeAsync(Settings, cancellation);

    /// <summary>Whether it can take other settings without the agent being started anew: what its sensor is calibrated and judged by can't change under it.</summary>
    public bool CanBecome(PipelineSettings settings) => settings.Source.Calibration == Settings.Source.Calibration && settings.Source.Levels == Settings.Source.Levels;

    /// <summary>Restarts it with other settings. They are tried first: when they don't work, it goes on as it was.</summary>
    /// <exception cref="ControlRefusedException">They don't work.</exception>
    public Task BecomeAsync(PipelineSettings settings, CancellationToken cancellation) => InTurnAsync(
        async () =>
        {
            var equip = Prepare(settings);
            if (Pipeline.State == PipelineState.Running) await StopAsync("restarted").ConfigureAwait(false);
            Settings = settings;
            equip();
            Again();
        },
        cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        _intake?.Dispose();
        _turn.Dispose();
    }

    private async Task InTurnAsync(Func<Task> wish, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        // Once begun it is carried out, whoever stops waiting for it.
        var granted = GrantAsync();
        await granted.WaitAsync(cancellation).ConfigureAwait(false);

        async Task GrantAsync()
        {
            try
            {
                if (_stop.IsCancellationRequested) throw new ControlRefusedException(RefusalKind.Unavailable, "the agent is shutting down");
                await wish().ConfigureAwait(false);
            }
            finally
            {
                _turn.Release();
            }
        }
    }

    private async Task StopAsync(string cause)
    {
        _wished = Pipeline.StopsForAWhile = true;
        _silence = (cause, _time.GetUtcNow(), _time.GetTimestamp());
        await (_intake?.CancelAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _wished = Pipeline.StopsForAWhile = false;
        if (!IsAtRest) _sink.Accept(Gap(cause, _silence.Value.From, null, null));
    }

    private Action Prepare(PipelineSettings settings)
    {
        try
        {
            return _open(Pipeline, settings);
        }
        catch (Exception error) when (Failure.Describe(error) is { } failure)
        {
            throw new ControlRefusedException(RefusalKind.NotNow, $"{Pipeline.Name} can't be opened: {string.Join("; ", failure.Sentences)}", error);
        }
    }

    private void Again()
    {
        if (_silence is var (cause, from, began))
            _sink.Accept(Gap(cause, from, _time.GetUtcNow(), GapLoss.OfInput(Math.Round(_time.GetElapsedTime(began).TotalSeconds, 3))));
        _silence = null;
        if (IsAtRest) Volatile.Write(ref _rest, NewRest());
        _note($"{Pipeline.Name}: listens again");
        Start();
    }

    private async Task RunAsync()
    {
        _intake?.Dispose();
        _intake = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        Pipeline.Note(PipelineState.Running, null);
        try
        {
            await _run(Pipeline, _intake.Token).ConfigureAwait(false);
            if (_stop.IsCancellationRequested) Settle(PipelineState.Stopped, null, ExitCode.Done);
            else if (!_wished)
            {
                _note($"{Pipeline.Name}: its input has ended");
                Settle(PipelineState.Ended, null, ExitCode.Done);
            }
        }
        catch (Exception error) when (Failure.Describe(error) is { } failure)
        {
            foreach (var sentence in failure.Sentences) _note($"{Pipeline.Name}: stopped: {sentence}");
            Settle(PipelineState.Failed, failure.Sentences[0], failure.ExitCode);
        }
        catch (Exception error)
        {
            // A bug must end the agent with its stack trace, as it always did, and not leave it waiting.
            _rest.TrySetException(error);
        }
    }

    private void Settle(PipelineState state, string? problem, int code)
    {
        Pipeline.Note(state, problem);
        Code = code;
        _silence ??= ("restarted", _time.GetUtcNow(), _time.GetTimestamp());
        _rest.TrySetResult();
    }

    private GapRecord Gap(string cause, DateTimeOffset from, DateTimeOffset? to, GapLoss? lost) =>
        new(Pipeline.Name, Settings.Source.Name, cause, from, to, lost, cause switch
        {
            "paused" => "an operator has paused the pipeline",
            "safe-mode" => "the agent crashed again and again, so the pipeline is left off for a while",
            _ => "the pipeline was started again",
        });

    private static TaskCompletionSource NewRest() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
