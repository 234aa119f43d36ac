using System.Runtime.CompilerServices;

namespace EdgeAgent.TestKit;

/// <summary>Waits for what comes true sooner or later, and fails with what it waited for where it does not.</summary>
public static class Until
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="holds">The condition; asked again and again, with pauses.</param>
    /// <param name="what">What is waited for, in words; the condition itself where nothing better is given.</param>
    /// <param name="patience">How long at most; <see cref="AgentProcess.Patience"/> where nothing is given.</param>
    public static Task HoldsAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "", TimeSpan? patience = null) =>
        HoldsAsync(() => Task.FromResult(holds()), what, patience);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="holds">The condition; asked again and again, with pauses.</param>
    /// <param name="what">What is waited for, in words; the condition itself where nothing better is given.</param>
    /// <param name="patience">How long at most; <see cref="AgentProcess.Patience"/> where nothing is given.</param>
    public static async Task HoldsAsync(Func<Task<bool>> holds, [CallerArgumentExpression(nameof(holds))] string what = "", TimeSpan? patience = null)
    {
        var limit = patience ?? AgentProcess.Patience;
        var began = TimeProvider.System.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(1);
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(began) > limit) Assert.Fail($"waited {limit.TotalSeconds:F0} s until {what}");
            await Task.Delay(pause, TestContext.Current.CancellationToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
