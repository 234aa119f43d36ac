namespace EdgeAgent.Pipelines.Aggregation.Tracking;

/// <summary>
/// A Kalman filter for one number that moves with nearly constant speed: state (value, speed per frame), one measurement.
/// Process noise grows with the time between images, as if the speed took random steps.
/// </summary>
internal struct KalmanAxis
{
    private double _speed;
    private double _valueVariance;
    private double _covariance;
    private double _speedVariance;

    /// <summary>The estimate.</summary>
    public double Value { get; private set; }

    /// <summary>Its change a frame.</summary>
    public readonly double Speed => _speed;

    /// <summary>Begins at a measurement with unknown speed.</summary>
    /// <param name="value">The measurement.</param>
    /// <param name="deviation">Its standard deviation.</param>
    /// <param name="speedDeviation">Standard deviation of speeds that are likely.</param>
    public static KalmanAxis Start(double value, double deviation, double speedDeviation) => new()
    {
        Value = value, _valueVariance = deviation * deviation, _speedVariance = speedDeviation * speedDeviation,
    };

    /// <summary>Goes on in time.</summary>
    /// <param name="frames">Frames that passed.</param>
    /// <param name="accelerationDeviation">Standard deviation of the speed's step in one frame.</param>
    public void Predict(double frames, double accelerationDeviation)
    {
        var q = accelerationDeviation * accelerationDeviation * frames;
        Value += _speed * frames;
        _valueVariance += (2 * frames * _covariance) + (frames * frames * _speedVariance) + (q * frames * frames / 3);
        _covariance += (frames * _speedVariance) + (q * frames / 2);
        _speedVariance += q;
    }

    /// <summary>Takes a measurement.</summary>
    /// <param name="measured">Its value.</param>
    /// <param name="deviation">Its standard deviation.</param>
    public void Correct(double measured, double deviation)
    {
        var total = _valueVariance + (deviation * deviation);
        var (gain, speedGain) = (_valueVariance / total, _covariance / total);
        var innovation = measured - Value;
        Value += gain * innovation;
        _speed += speedGain * innovation;
        _speedVariance -= speedGain * _covariance;
        _covariance *= 1 - gain;
        _valueVariance *= 1 - gain;
    }

    /// <summary>Forgets the speed: the object stands still, or a box that grows forever is none.</summary>
    public void Stop() => _speed = 0;
}
