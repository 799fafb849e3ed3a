namespace MLNet.Interpret.Onnx.Backward.Rules.Composite;

/// <summary>Determinants, grids of affine maps, and regions of pictures.</summary>
internal static class GeometryRules
{
    // Beyond this the recursion for a determinant's gradient loses its digits.
    private const int LargestMatrix = 12;

    public static void AddTo(RuleTable table) => table
        .Defined("Det", (n, g, x) => [Determinant(n, g, x(0))])
        .Defined("AffineGrid", (n, g, x) => [AffineGrid(n, g, x(0))])
        .Defined("RoiAlign", (n, g, x) => [RoiAlign(n, g, x)]);

    /// <summary>By the recursion of Faddeev and Le Verrier, which divides by whole numbers only, and so holds for singular matrices too.</summary>
    private static Value Determinant(BackwardNode n, GraphBuilder g, Value x)
    {
        TensorShape shape = n.ShapeX();
        if (shape[^1] is not { IsKnown: true, Value: <= LargestMatrix and var size })
        {
            throw n.Unsupported($"its matrices are not of a known size of at most {LargestMatrix}");
        }
        double[] identity = new double[size * size];
        for (int i = 0; i < size; i++)
        {
            identity[i * size + i] = 1;
        }
        Value one = g.Constant(OnnxTensor.Of(x.Element, identity, size, size), "identity"), product = x;
        for (int k = 1; k < size; k++)
        {
            product = x.MatMul(product + Trace(product) * (-1.0 / k) * one);
        }
        Value determinant = Trace(product) * ((size % 2 == 0 ? -1.0 : 1.0) / size);
        return determinant.Squeeze(-2, -1);

        Value Trace(Value matrix) => (matrix * one).ReduceSum([-2, -1]);
    }

    private static Value AffineGrid(BackwardNode n, GraphBuilder g, Value theta)
    {
        long[] sizes = n.LongsX(1)![2..];
        int rank = sizes.Length;
        bool aligned = n.Node.Int("align_corners", 0) != 0;
        long points = sizes.Aggregate(1L, (product, size) => product * size);
        double[] all = new double[points * (rank + 1)];
        for (long p = 0; p < points; p++)
        {
            long rest = p;
            for (int axis = rank - 1; axis >= 0; axis--)
            {
                (rest, long at) = Math.DivRem(rest, sizes[axis]);
                // The grid names the last axis first.
                all[p * (rank + 1) + rank - 1 - axis] = aligned
                    ? sizes[axis] == 1 ? 0 : 2.0 * at / (sizes[axis] - 1) - 1
                    : (2.0 * at + 1) / sizes[axis] - 1;
            }
            all[p * (rank + 1) + rank] = 1;
        }
        Value grid = g.Constant(OnnxTensor.Of(theta.Element, all, 1, points, rank + 1), "grid").MatMul(theta.Transpose(0, 2, 1));
        return grid.Reshape([0, .. sizes, rank]);
    }

    /// <summary>The mean, in each cell of a region, of the picture at a number of points between its pixels.</summary>
    private static Value RoiAlign(BackwardNode n, GraphBuilder g, Func<int, Value> x)
    {
        long height = n.Node.Int("output_height", 1), width = n.Node.Int("output_width", 1), samples = n.Node.Int("sampling_ratio", 0);
        TensorShape shape = n.ShapeX();
        if (n.Node.Text("mode", "avg") != "avg")
        {
            throw n.Unsupported("its mode is 'max', by which ONNX Runtime takes the largest of weighted corners; use 'avg'");
        }
        if (samples <= 0)
        {
            throw n.Unsupported("its sampling_ratio is 0, by which the number of points depends on the region; set it to the number of points along a cell");
        }
        if (!shape[2].IsKnown || !shape[3].IsKnown)
        {
            throw n.Unsupported("the height and width of the picture are not known; fix them with Network.WithInputShape");
        }
        bool half = n.Node.Text("coordinate_transformation_mode", "half_pixel") == "half_pixel";
        Value corners = x(1) * n.Node.Float("spatial_scale", 1) - (half ? 0.5 : 0);
        Value rows = Points(1, height, shape[2].Value, out Value rowInside), columns = Points(0, width, shape[3].Value, out Value columnInside);

        // A grid of all points, [regions, rows, columns, 2], the last axis of pictures first.
        Value vertical = rows.Unsqueeze(2, 3), horizontal = columns.Unsqueeze(1, 3);
        Value grid = g.Concat([horizontal + vertical * 0, vertical + horizontal * 0], 3);
        Value pictures = g.Node("Gather", x(0), x(2)).With("axis", 0L).Out();
        Value sampled = g.Node("GridSample", pictures, grid).With("align_corners", 1).With("padding_mode", "border")
            .With("mode", n.Graph.Model.Opset < 20 ? "bilinear" : "linear").Out();
        sampled *= (rowInside.Unsqueeze(2) * columnInside.Unsqueeze(1)).Unsqueeze(1);
        return sampled.Reshape(0, 0, height, samples, width, samples).ReduceMean([3, 5]).Squeeze(3, 5);

        // The points of all cells along an axis, [regions, cells x samples], between -1 and 1, and whether they are in the picture.
        Value Points(int corner, long cells, long size, out Value inside)
        {
            Value start = corners.Slice([corner], [corner + 1], [1]), end = corners.Slice([corner + 2], [corner + 3], [1]);
            Value extent = half ? end - start : (end - start).Max(1);
            double[] places = [.. Enumerable.Range(0, (int)(cells * samples)).Select(i => (i + 0.5) / samples / cells)];
            Value at = start + extent * g.Constant(OnnxTensor.Of(start.Element, places, 1, cells * samples), "places");
            inside = at.AtLeast(at.Like(-1)).And(at.AtMost(at.Like(size))).Cast(at.Element);
            Value clipped = g.Add("Clip", at, at.Like(0), at.Like(size - 1));
            return clipped * (2.0 / Math.Max(1, size - 1)) - 1;
        }
    }
}
