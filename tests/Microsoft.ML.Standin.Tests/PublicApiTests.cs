using System.Reflection;
using Microsoft.ML.Data;
using Xunit.Abstractions;

namespace Microsoft.ML.Standin.Tests;

/// <summary>The lists in the folder api were made from ML.NET itself: they are the expectation.</summary>
public class PublicApiTests(ITestOutputHelper output)
{
    private static readonly Assembly StandIn = typeof(MLContext).Assembly;
    private static readonly string Lists = Path.Combine(AppContext.BaseDirectory, "api");

    [Fact]
    public void Public_surface_is_a_subset_of_ml_net()
    {
        var known = Directory.GetFiles(Lists, "Microsoft.ML.*.txt").SelectMany(File.ReadLines).ToHashSet();
        var extra = PublicApi.Of(StandIn).Where(line => !known.Contains(line)).Order(StringComparer.Ordinal).ToList();
        extra.ForEach(output.WriteLine);
        Assert.True(extra.Count == 0, $"Not in ML.NET:\n{string.Join('\n', extra)}");
    }

    [Fact]
    public void Internals_that_stages_are_saved_with_have_the_shapes_of_ml_net()
    {
        var present = PublicApi.OfAll(StandIn).ToHashSet();
        var missing = File.ReadLines(Path.Combine(Lists, "internals.txt"))
            .Where(line => line.Length > 0 && line[0] != '#' && !present.Contains(line)).ToList();
        missing.ForEach(output.WriteLine);
        Assert.True(missing.Count == 0, $"Missing:\n{string.Join('\n', missing)}");
    }

    [Fact]
    public void Lister_reports_what_is_not_in_the_lists()
    {
        // This very assembly declares nothing of ML.NET, so every line of it must count as extra.
        var known = Directory.GetFiles(Lists, "*.txt").SelectMany(File.ReadLines).ToHashSet();
        var own = PublicApi.Of(typeof(PublicApiTests).Assembly).ToList();
        Assert.Contains("class Microsoft.ML.Standin.Tests.PublicApiTests", own);
        Assert.DoesNotContain(own, known.Contains);
    }

    [Fact]
    public void Lister_writes_generics_defaults_and_references_as_the_lists_do()
    {
        var lines = PublicApi.Of(StandIn).ToHashSet();
        Assert.Contains("Microsoft.ML.IDataView.GetRowCursor(System.Collections.Generic.IEnumerable<Microsoft.ML.DataViewSchema.Column> columnsNeeded, System.Random rand = null) : Microsoft.ML.DataViewRowCursor", lines);
        Assert.Contains("Microsoft.ML.Data.VBuffer<T>.GetItemOrDefault(System.Int32 index, ref T destination) : System.Void", lines);
        Assert.Contains("struct " + typeof(VBuffer<int>).FullName!.Split('`')[0] + "<T>", lines);
    }
}
