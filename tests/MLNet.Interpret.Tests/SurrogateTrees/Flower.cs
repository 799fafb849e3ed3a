using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>A row of iris as the network of the tests takes it.</summary>
internal sealed class Flower
{
    [VectorType(4)]
    public float[] Features { get; set; } = [];

    public static IDataView All(MLContext context)
    {
        ReferenceNetwork iris = ReferenceNetwork.Read("iris");
        return context.Data.LoadFromEnumerable(Enumerable.Range(0, iris.Table.Count)
            .Select(i => new Flower { Features = iris.Table.Values.AsSpan(4 * i, 4).ToArray() }));
    }
}
