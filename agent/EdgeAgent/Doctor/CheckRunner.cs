using EdgeAgent.Hosting;

namespace EdgeAgent.Doctor;

/// <summary>Makes checks one after the other, so that none disturbs what another measures. One that hangs or breaks is a finding, and the others go on.</summary>
/// <param name="time">The clock.</param>
internal sealed class CheckRunner(TimeProvider time)
{
    /// <summary>Makes all checks.</summary>
    /// <param name="checks">In order.</param>
    /// <param name="begins">Told the name of each check as it begins.</param>
    /// <param name="cancellation">Stops between and within checks.</param>
    public async Task<IReadOnlyList<CheckReport>> RunAsync(IEnumerable<DoctorCheck> checks, Action<string> begins, CancellationToken cancellation)
    {
        var reports = new List<CheckReport>();
        foreach (var check in checks)
        {
            cancellation.ThrowIfCancellationRequested();
            begins(check.Name);
            var began = time.GetTimestamp();
            var outcome = await LookAsync(check, cancellation).ConfigureAwait(false);
            reports.Add(new CheckReport(check.Name, outcome.State, outcome.Seen, outcome.Remedy, Math.Round(time.GetElapsedTime(began).TotalSeconds, 3)));
        }

        return reports;
    }

    private async Task<CheckOutcome> LookAsync(DoctorCheck check, CancellationToken cancellation)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // A native call that hangs can't be ended: its thread is left behind, and the process ends without it.
        var looking = Task.Run(() => check.LookAsync(given.Token), cancellation);
        try
        {
            return await looking.WaitAsync(check.Patience, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return CheckOutcome.Fail(FormattableString.Invariant($"no answer within {check.Patience.TotalSeconds:0.#} s"), "look for a device, disk or network that hangs (dmesg), and try again");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return CheckOutcome.Fail(Failure.Describe(error) is { } failure ? string.Join("; ", failure.Sentences) : error.Message, "mend what the sentence names, and try again");
        }
        finally
        {
            await given.CancelAsync().ConfigureAwait(false);
        }
    }
}
