using MLNet.Interpret.Onnx;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>One tree as nodes of a graph: what share of a row comes to each leaf.</summary>
internal sealed class TreeGraph
{
    private readonly GraphBuilder _g;
    private readonly Value _x;
    private readonly DecisionTree _tree;
    private readonly List<Value> _shares = [];
    private readonly Dictionary<(int Node, int Branch), int> _columns = [];
    private int _width;

    private TreeGraph(GraphBuilder g, Value x, DecisionTree tree) => (_g, _x, _tree) = (g, x, tree);

    /// <summary>The share of each row that comes to each leaf, [rows, leaves].</summary>
    public static Value LeafShares(GraphBuilder g, Value x, DecisionTree tree) => new TreeGraph(g, x, tree).Build();

    private Value Build()
    {
        // Column 0 is 1 for every row, for paths that are shorter than others; NaN and infinity must not reach it.
        Value first = Columns([0]);
        Value one = first.EqualTo(first).Cast(ElementType.Float);
        one = one.Max(1);
        _shares.Add(one);
        _width = 1;
        AddNumeric([.. _tree.Nodes.Index().Where(n => n.Item.Test is NumericTest).Select(n => n.Index)]);
        foreach ((int node, TreeNode at) in _tree.Nodes.Index())
        {
            switch (at.Test)
            {
                case CategoricalTest test:
                    AddCategorical(node, test);
                    break;
                case MOfNTest test:
                    AddCount(node, test);
                    break;
            }
        }
        Value all = _shares.Count == 1 ? one : _g.Concat([.. _shares], 1);
        long[][] paths = Paths();
        Value product = Gather(all, [.. paths.Select(p => p.Length > 0 ? p[0] : 0)]);
        for (int level = 1; level < _tree.Depth; level++)
        {
            product *= Gather(all, [.. paths.Select(p => p.Length > level ? p[level] : 0)]);
        }
        return product;
    }

    /// <summary>All thresholds at once: the left branches' shares side by side, then the right ones'.</summary>
    private void AddNumeric(int[] nodes)
    {
        if (nodes.Length == 0)
        {
            return;
        }
        NumericTest[] tests = [.. nodes.Select(n => (NumericTest)_tree.Nodes[n].Test!)];
        Value values = Columns([.. tests.Select(t => (long)t.Feature)]);
        Value isLow = values.AtMost(Row([.. tests.Select(t => t.Threshold)])).Cast(ElementType.Float);
        Value isMissing = IsMissing(values), ones = Row([.. tests.Select(_ => 1f)]);
        for (int branch = 0; branch < 2; branch++)
        {
            Value share = Row([.. nodes.Select(n => Shares(n)[branch])]);
            Add(_g.Where(isMissing, share, branch == 0 ? isLow : ones - isLow), [.. nodes.Select(n => (n, branch))]);
        }
    }

    private void AddCategorical(int node, CategoricalTest test)
    {
        int categories = test.BranchOf.Count;
        Value index = Row([.. Enumerable.Range(0, categories).Select(c => (float)c)]);
        // An empty comparison, of a missing or unheard-of category, is in no column.
        Value isCategory = Columns([test.Feature]).EqualTo(index).Cast(ElementType.Float);
        float[] branchOf = new float[categories * test.Branches];
        foreach ((int category, int branch) in test.BranchOf.Index().Where(b => b.Item >= 0))
        {
            branchOf[category * test.Branches + branch] = 1;
        }
        Value known = isCategory.MatMul(_g.Constant(OnnxTensor.Of(branchOf, categories, test.Branches)));
        Value unknown = Row([1]) - known.ReduceSum([1]);
        Add(known + unknown * Row(Shares(node)), [.. Enumerable.Range(0, test.Branches).Select(b => (node, b))]);
    }

    private void AddCount(int node, MOfNTest test)
    {
        List<Value> met = [];
        foreach (Literal literal in test.Literals)
        {
            Value value = Columns([literal.Feature]), bound = Row([literal.Value]);
            Value holds = test.IsCategorical[literal.Feature] ? value.EqualTo(bound) : value.AtMost(bound);
            met.Add((literal.Holds ? holds : holds.Not().And(IsMissing(value).Not())).Cast(ElementType.Float));
        }
        Value missing = IsMissing(Columns([.. test.Literals.Select(l => (long)l.Feature)])).Cast(ElementType.Float).ReduceSum([1]);
        Value count = _g.Concat([.. met], 1).ReduceSum([1]), required = Row([test.Required]);
        Value surely = count.AtLeast(required), perhaps = (count + missing).AtLeast(required);
        Add(_g.Where(surely, Row([1, 0]), _g.Where(perhaps, Row(Shares(node)), Row([0, 1]))), [(node, 0), (node, 1)]);
    }

    private void Add(Value shares, (int Node, int Branch)[] branches)
    {
        _shares.Add(shares);
        foreach ((int, int) branch in branches)
        {
            _columns[branch] = _width++;
        }
    }

    /// <summary>The columns of the branches on the way to each leaf.</summary>
    private long[][] Paths()
    {
        long[][] paths = new long[_tree.Leaves][];
        Visit(0, []);
        return paths;

        void Visit(int node, long[] path)
        {
            TreeNode at = _tree.Nodes[node];
            if (at.IsLeaf)
            {
                paths[at.Leaf] = path;
            }
            foreach ((int branch, int child) in at.Children.Index())
            {
                Visit(child, [.. path, _columns[(node, branch)]]);
            }
        }
    }

    /// <summary>What part of a row goes down each branch where the test cannot be answered.</summary>
    private float[] Shares(int node) => [.. _tree.Nodes[node].Children.Select(c => (float)_tree.Share(node, c))];

    private Value Columns(long[] features) => Gather(_x, features);

    private Value Gather(Value from, long[] columns) => _g.Node("Gather", from, _g.Longs(columns)).With("axis", 1).Out();

    private Value IsMissing(Value values) => _g.Node("IsNaN", values).Out(ElementType.Bool);

    private Value Row(float[] values) => _g.Constant(OnnxTensor.Of(values, 1, values.Length));
}
