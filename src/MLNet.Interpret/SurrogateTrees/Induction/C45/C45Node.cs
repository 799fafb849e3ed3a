namespace MLNet.Interpret.SurrogateTrees;

/// <summary>A row, or a part of one.</summary>
/// <param name="Row">The row.</param>
/// <param name="Weight">How much of it.</param>
internal readonly record struct WeightedRow(int Row, double Weight);

/// <summary>A node as C4.5 grows and prunes it.</summary>
/// <param name="rows">The rows at the node.</param>
/// <param name="counts">Their weight by class.</param>
internal sealed class C45Node(List<WeightedRow> rows, double[] counts)
{
    public List<WeightedRow> Rows => rows;

    public double[] Counts => counts;

    public double Total { get; } = counts.Sum();

    /// <summary>The weight of the rows that are not of the most frequent class.</summary>
    public double Errors => Total - counts.Max();

    public TreeTest? Test { get; set; }

    public C45Node[] Children { get; set; } = [];

    public double SubtreeErrors => Test is null ? Errors : Children.Sum(c => c.SubtreeErrors);

    public void MakeLeaf() => (Test, Children) = (null, []);
}
