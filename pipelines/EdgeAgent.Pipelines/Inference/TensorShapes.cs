using EdgeAgent.Core.Models;

namespace EdgeAgent.Pipelines.Inference;

/// <summary>Makes the shapes to bind from what the model declares and the manifest says.</summary>
internal static class TensorShapes
{
    /// <summary>The shape of a tensor that holds rows of a number of elements: [N, elements], [elements], and the same with dimensions of 1 between.</summary>
    /// <param name="declared">What the model file declares; −1 where open.</param>
    /// <param name="elements">Elements of one row.</param>
    /// <param name="maxBatch">Rows wanted.</param>
    /// <param name="shape">The shape to bind.</param>
    /// <param name="batched">Whether the first dimension counts rows; otherwise the tensor holds one row.</param>
    /// <returns>False when no such shape fits.</returns>
    public static bool TryResolve(TensorDescription declared, int elements, int maxBatch, out long[] shape, out bool batched)
    {
        shape = [.. declared.Shape];
        batched = shape.Length > 1 && shape[0] < 0;
        var rows = shape.Length > 1 ? 1 : 0;
        if (shape.Length == 0 || (rows == 1 && shape[0] is not (-1 or 1))) return false;
        if (rows == 1) shape[0] = batched ? maxBatch : 1;

        // An open inner dimension takes what is left; at most one can.
        var known = 1L;
        var open = -1;
        for (var i = rows; i < shape.Length; i++)
        {
            if (shape[i] >= 0)
            {
                known *= shape[i];
            }
            else if (open < 0)
            {
                open = i;
            }
            else
            {
                shape[i] = 1;
            }
        }

        if (open >= 0)
        {
            if (known == 0 || elements % known != 0) return false;
            shape[open] = elements / known;
            known = elements;
        }

        return known == elements;
    }
}
