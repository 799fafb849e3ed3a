using System.Text.Json;
using MLNet.Interpret.Onnx;
using MLNet.Interpret.Scoring;
using MLNet.Interpret.Tests.LocalSurrogates;

namespace MLNet.Interpret.Tests.SurrogateTrees;

/// <summary>A network of Data/trees/reference.json, the table that it is about, and what scikit-learn's CART makes of it.</summary>
internal sealed record ReferenceNetwork(Table Table, JsonElement Expected)
{
    public int Leaves => Expected.GetProperty("leaves").GetInt32();

    public int MinimumLeafSize => Expected.GetProperty("minimumLeafSize").GetInt32();

    /// <summary>Every third row is a test row.</summary>
    public static bool IsTest(int row) => row % 3 == 2;

    public static ReferenceNetwork Read(string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", "trees", "reference.json"));
        JsonElement found = JsonDocument.Parse(file).RootElement.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("data").GetString() == name);
        return new(Table.Read(name + ".csv"), found);
    }

    public double Number(string name) => Expected.GetProperty(name).GetDouble();

    /// <summary>The network as ONNX, from "x" to "scores"; log-odds where there are classes.</summary>
    public Network Network()
    {
        double[][][] layers = [.. Expected.GetProperty("network").EnumerateArray().Select(Matrix)];
        return SmallNetworks.Build(g =>
        {
            Value x = g.Input("x", ElementType.Float, SmallNetworks.Rows(null, layers[0].Length));
            Value hidden = g.Add("Relu", x.MatMul(Constant(g, layers[0])) + Constant(g, layers[1]));
            g.Output(hidden.MatMul(Constant(g, layers[2])) + Constant(g, layers[3]), "scores", SmallNetworks.Rows(null, layers[3][0].Length));
        });
    }

    public RowBatch Rows(bool test) => Rows(2, test);

    /// <summary>The rows whose number leaves that when divided by 3, or the others.</summary>
    public RowBatch Rows(int third, bool test)
    {
        float[] values = [.. Enumerable.Range(0, Table.Count).Where(i => (i % 3 == third) == test).SelectMany(i => Table.Values.AsSpan(i * Table.Width, Table.Width).ToArray())];
        return RowBatch.OfNumbers("x", values, Table.Width);
    }

    private static Value Constant(GraphBuilder g, double[][] matrix) =>
        g.Constant(OnnxTensor.Of([.. matrix.SelectMany(r => r).Select(v => (float)v)], matrix.Length, matrix[0].Length));

    public static double[][] Matrix(JsonElement element) => element[0].ValueKind == JsonValueKind.Array
        ? [.. element.EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetDouble()).ToArray())]
        : [[.. element.EnumerateArray().Select(v => v.GetDouble())]];
}
