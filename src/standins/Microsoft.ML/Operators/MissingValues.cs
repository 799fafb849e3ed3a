using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Tells the rows where a value is missing: NaN, or key 0, in any slot.</summary>
internal static class MissingValues
{
    public static Func<bool> In(DataViewRow row, DataViewSchema.Column column) =>
        column.Type is VectorDataViewType vector
            ? GenericCall.Of<Func<bool>>(vector.ItemType.RawType, InVector<int>, row, column)
            : GenericCall.Of<Func<bool>>(column.Type.RawType, InScalar<int>, row, column);

    /// <summary>Fails for a column whose values cannot be missing.</summary>
    public static void CheckType(DataViewSchema.Column column)
    {
        if (!RowRange.Takes(column.Type.GetItemType()))
            throw Contracts.ExceptParam("columns",
                $"Schema mismatch for feature column '{column.Name}': expected Single, Double or Key, got {column.Type}");
    }

    private static Func<bool> InVector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<VBuffer<T>>(column);
        var isMissing = Test<T>();
        // What a sparse vector does not hold is zero: of keys, missing.
        var gapsAreMissing = isMissing(default);
        VBuffer<T> values = default;
        return () =>
        {
            get(ref values);
            if (!values.IsDense && gapsAreMissing)
                return true;
            foreach (var value in values.GetValues())
            {
                if (isMissing(value))
                    return true;
            }
            return false;
        };
    }

    private static Func<bool> InScalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<T>(column);
        var isMissing = Test<T>();
        T value = default;
        return () =>
        {
            get(ref value);
            return isMissing(value);
        };
    }

    private static Predicate<T> Test<T>()
    {
        if (typeof(T) == typeof(float))
            return (Predicate<T>)(Delegate)(Predicate<float>)float.IsNaN;
        if (typeof(T) == typeof(double))
            return (Predicate<T>)(Delegate)(Predicate<double>)double.IsNaN;
        return key => EqualityComparer<T>.Default.Equals(key, default);
    }
}
