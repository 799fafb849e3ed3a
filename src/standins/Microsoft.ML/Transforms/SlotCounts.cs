using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Writes how often slots occur as a vector, sparse unless half of the slots do.</summary>
internal static class SlotCounts
{
    public static void Write(SortedDictionary<int, float> counts, int length, ref VBuffer<float> destination)
    {
        if (counts.Count >= length / 2)
        {
            VBufferEditor<float> dense = VBufferEditor.Create(ref destination, length);
            dense.Values.Clear();
            foreach (KeyValuePair<int, float> slot in counts)
                dense.Values[slot.Key] = slot.Value;
            destination = dense.Commit();
            return;
        }
        VBufferEditor<float> sparse = VBufferEditor.Create(ref destination, length, counts.Count);
        int at = 0;
        foreach (KeyValuePair<int, float> slot in counts)
        {
            sparse.Values[at] = slot.Value;
            sparse.Indices[at++] = slot.Key;
        }
        destination = sparse.Commit();
    }
}
