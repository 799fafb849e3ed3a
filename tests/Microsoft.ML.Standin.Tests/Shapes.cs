using System.Runtime.CompilerServices;

namespace Microsoft.ML.Standin.Tests;

/// <summary>Reaches what is internal to ML.NET too, as a stage of a third party does.</summary>
internal static class Shapes
{
    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "Create")]
    private static extern SchemaShape Create(SchemaShape? type, DataViewSchema schema);

    public static SchemaShape Of(DataViewSchema schema) => Create(null, schema);
}
