namespace EdgeAgent.Models.Probation;

/// <summary>How a probation stands.</summary>
public enum ProbationOutcome
{
    /// <summary>It goes on.</summary>
    Continues,

    /// <summary>It is passed.</summary>
    Passed,

    /// <summary>The version must go.</summary>
    RollsBack,
}
