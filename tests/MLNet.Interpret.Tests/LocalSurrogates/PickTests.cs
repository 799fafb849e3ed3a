using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNet.Interpret.LocalSurrogates;
using MLNet.Interpret.Tests.Pipeline;

namespace MLNet.Interpret.Tests.LocalSurrogates;

public sealed class PickTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    /// <summary>Expectation: the paper's formula, and the best of all choices of as many rows, tried one by one.</summary>
    [Fact]
    public void The_greedy_choice_keeps_its_guarantee()
    {
        Random random = new(5);
        double worst = 1;
        for (int trial = 0; trial < 200; trial++)
        {
            int rows = 10, features = 12, count = 1 + trial % 4;
            float[][] weights = [.. Enumerable.Range(0, rows).Select(_ =>
                Enumerable.Range(0, features).Select(_ => random.Next(3) == 0 ? random.NextSingle() * 2 - 1 : 0).ToArray())];
            double[] importance = [.. Enumerable.Range(0, features).Select(j => Math.Sqrt(weights.Sum(w => Math.Abs((double)w[j]))))];
            double Coverage(IEnumerable<int> chosen) => Enumerable.Range(0, features).Where(j => chosen.Any(i => weights[i][j] != 0)).Sum(j => importance[j]);
            double best = Enumerable.Range(0, 1 << rows).Where(s => BitOperations.PopCount((uint)s) == count)
                .Max(s => Coverage(Enumerable.Range(0, rows).Where(i => (s >> i & 1) == 1)));

            PickReport report = SubmodularPick.Run(weights, count);
            Assert.Equal(count, report.Rows.Select(r => r.Row).Distinct().Count());
            Assert.Equal(importance, report.Importance, (a, b) => Math.Abs(a - b) < 1e-9);
            Assert.Equal(Coverage(report.Rows.Select(r => r.Row)), report.Coverage, 1e-9);
            Assert.Equal(report.Coverage, report.Rows[^1].Coverage, 1e-9);
            // Every step takes the largest gain that is left.
            List<int> before = [];
            foreach (PickedRow row in report.Rows)
            {
                Assert.Equal(Enumerable.Range(0, rows).Except(before).Max(i => Coverage([.. before, i]) - Coverage(before)), row.Gain, 1e-9);
                before.Add(row.Row);
            }
            Assert.InRange(report.Coverage / best, report.Guarantee - 1e-9, 1 + 1e-9);
            Assert.InRange(report.Guarantee, 1 - 1 / Math.E, 1);
            worst = Math.Min(worst, report.Guarantee);
        }
        Assert.InRange(worst, 1 - 1 / Math.E, 0.999);
    }

    /// <summary>Expectation: the report of the same weights; ids find the rows again in any order, and after the file is read.</summary>
    [Fact]
    public void The_stage_ranks_the_rows_of_a_data_view()
    {
        MLContext ml = new(1);
        IDataView data = Sample.Table(ml, 50);
        IDataView explained = ml.Interpret.LimeTabular(
            SmallNetworks.Smooth(), new() { OutputColumnName = "Why", InputColumnNames = ["Features"] }, new() { Samples = 200, Features = 1 }).Fit(data).Transform(data);
        SubmodularPickTransformer stage = ml.Interpret.SubmodularPick("Rank", "Why", 4).Fit(explained);
        PickReport report = stage.Report(explained);
        int[] expected = new int[50];
        foreach ((int i, PickedRow row) in report.Rows.Index())
        {
            expected[row.Row] = i + 1;
        }
        IDataView ranked = stage.Transform(explained);
        Assert.Equal(expected, ranked.GetColumn<int>("Rank"));
        Assert.Equal([1, 2, 3, 4], ranked.GetColumn<int>("Rank").Where(r => r > 0).Order());

        IDataView shuffled = ml.Data.ShuffleRows(ranked, seed: 3);
        Assert.Equal(
            Enumerable.Range(0, 50).Where(i => expected[i] > 0).Order(),
            shuffled.GetColumn<int>("Id").Zip(shuffled.GetColumn<int>("Rank")).Where(p => p.Second > 0).Select(p => p.First).Order());

        ml.Model.Save(stage, explained.Schema, _file);
        Assert.Equal(expected, ml.Model.Load(_file, out _).Transform(explained).GetColumn<int>("Rank"));
        Assert.False(stage.IsRowToRowMapper);
        Assert.Contains("vectors of Single", Assert.Throws<ArgumentException>(() => ml.Interpret.SubmodularPick("Rank", "Id").Fit(data)).Message);
    }
}
