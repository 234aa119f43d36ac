using EdgeAgent.Core.Vision;

namespace EdgeAgent.Pipelines.Aggregation.Tracking;

/// <summary>Where a box will be: its middle and size, each with a Kalman filter. Noise is in proportion to the box.</summary>
internal struct BoxMotion
{
    // Shares of the box's size, from tracking practice: a detector places an edge within a twentieth, an object changes its speed little from frame to frame.
    private const double Placed = 1.0 / 20;
    private const double Likely = 1.0 / 4;
    private const double Changes = 1.0 / 60;

    private KalmanAxis _x;
    private KalmanAxis _y;
    private KalmanAxis _width;
    private KalmanAxis _height;

    /// <summary>Begins at a detection.</summary>
    public static BoxMotion Start(in ImageBox box)
    {
        var size = Size(box);
        return new BoxMotion
        {
            _x = KalmanAxis.Start(box.CenterX, size * Placed, size * Likely), _y = KalmanAxis.Start(box.CenterY, size * Placed, size * Likely),
            _width = KalmanAxis.Start(box.Width, size * Placed, size * Changes), _height = KalmanAxis.Start(box.Height, size * Placed, size * Changes),
        };
    }

    /// <summary>The estimate.</summary>
    public readonly ImageBox Box => ImageBox.FromCenter((float)_x.Value, (float)_y.Value, (float)Math.Max(1, _width.Value), (float)Math.Max(1, _height.Value));

    /// <summary>Speed of the middle, pixels a frame.</summary>
    public readonly (double X, double Y) Speed => (_x.Speed, _y.Speed);

    /// <summary>Goes on in time.</summary>
    public void Predict(double frames)
    {
        var size = Size(Box);
        _x.Predict(frames, size * Changes);
        _y.Predict(frames, size * Changes);
        _width.Predict(frames, size * Changes / 4);
        _height.Predict(frames, size * Changes / 4);

        // A size whose trend is carried on without detections grows or shrinks to nonsense.
        _width.Stop();
        _height.Stop();
    }

    /// <summary>Takes a detection.</summary>
    public void Correct(in ImageBox box)
    {
        var size = Size(box);
        _x.Correct(box.CenterX, size * Placed);
        _y.Correct(box.CenterY, size * Placed);
        _width.Correct(box.Width, size * Placed * 2);
        _height.Correct(box.Height, size * Placed * 2);
    }

    private static double Size(in ImageBox box) => Math.Max(1, 0.5 * (box.Width + box.Height));
}
