namespace Microsoft.ML.Data;

/// <summary>What sets of cursors and shuffled orders share.</summary>
internal static class CursorSets
{
    /// <summary>How many cursors to give where <paramref name="n"/> are asked for: no more than twice the cores that are left.</summary>
    public static int SizeOf(int n)
    {
        var cores = Math.Max(2, Environment.ProcessorCount - 1);
        return n > 0 ? Math.Min(n, 2 * cores) : cores;
    }

    /// <summary>The numbers below <paramref name="size"/> in random order (Fisher and Yates, from the front).</summary>
    public static int[] Permutation(this Random random, int size)
    {
        var order = new int[size];
        for (var i = 0; i < size; i++)
            order[i] = i;
        for (var i = 0; i < size; i++)
        {
            var other = i + random.Next(size - i);
            (order[i], order[other]) = (order[other], order[i]);
        }
        return order;
    }
}
