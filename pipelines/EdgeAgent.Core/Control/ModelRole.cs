namespace EdgeAgent.Core.Control;

/// <summary>What a model does in a pipeline.</summary>
public enum ModelRole
{
    /// <summary>Its events are the pipeline's.</summary>
    Active,

    /// <summary>As <see cref="Active"/>, and the model before is kept ready for a roll back.</summary>
    Probation,

    /// <summary>It hears beside the active model and publishes nothing.</summary>
    Shadow,

    /// <summary>It hears beside the active model and publishes its own events.</summary>
    Trial,
}
