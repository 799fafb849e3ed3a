using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.SurrogateTrees;

/// <summary>What the columns that a model reads mean as features of a tree, and back.</summary>
internal sealed class FeatureLayout
{
    private readonly IReadOnlyList<ScorerInput> _inputs;
    private readonly List<TreeFeature> _features = [];
    private readonly List<Place> _places = [];

    /// <summary>The features of what a model reads.</summary>
    /// <exception cref="NotSupportedException">A column is of a type that trees cannot ask about.</exception>
    public FeatureLayout(IReadOnlyList<ScorerInput> inputs)
    {
        _inputs = inputs;
        foreach ((int index, ScorerInput input) in inputs.Index())
        {
            for (int slot = 0; slot < input.Width; slot++)
            {
                (int First, int Last) run = input.CategoricalRanges.Where(r => r.First == slot).DefaultIfEmpty((slot, slot)).First();
                Add(index, input, run);
                slot = run.Last;
            }
        }
    }

    /// <summary>The features.</summary>
    public IReadOnlyList<TreeFeature> Features => _features;

    /// <summary>The columns' values as features, row by row.</summary>
    public float[] Encode(RowBatch batch)
    {
        float[] rows = new float[checked(batch.Count * _features.Count)];
        for (int f = 0; f < _features.Count; f++)
        {
            Place place = _places[f];
            RowColumn column = batch.Require(_inputs[place.Input].Name);
            for (int row = 0, at = f; row < batch.Count; row++, at += _features.Count)
            {
                rows[at] = place.Kind switch
                {
                    PlaceKind.OneHot => OneHot(((RowColumn<float>)column).Row(row).Slice(place.Slot, place.Width)),
                    PlaceKind.Key => Key(Read(column, row, place.Slot)),
                    _ => Read(column, row, place.Slot),
                };
            }
        }
        return rows;
    }

    /// <summary>Features as the columns that the model reads.</summary>
    public RowBatch Decode(ReadOnlySpan<float> rows)
    {
        int count = rows.Length / _features.Count;
        RowColumn[] columns = [.. _inputs.Select(i => i.Allocate(count))];
        for (int f = 0; f < _features.Count; f++)
        {
            Place place = _places[f];
            for (int row = 0, at = f; row < count; row++, at += _features.Count)
            {
                float value = rows[at];
                if (place.Kind == PlaceKind.OneHot)
                {
                    if (!float.IsNaN(value))
                    {
                        ((RowColumn<float>)columns[place.Input]).Row(row)[place.Slot + (int)value] = 1;
                    }
                    continue;
                }
                Write(columns[place.Input], row, place.Slot, place.Kind != PlaceKind.Key ? value : float.IsNaN(value) ? 0 : value + 1);
            }
        }
        return new RowBatch(columns);
    }

    private void Add(int index, ScorerInput input, (int First, int Last) run)
    {
        string name = input.SlotNames?[run.First] is { Length: > 0 } known ? known : input.Width == 1 ? input.Name : $"{input.Name}[{run.First}]";
        int width = run.Last - run.First + 1;
        if (width > 1)
        {
            if (input.ItemType != typeof(float))
            {
                throw new NotSupportedException($"The column '{input.Name}' notes that its values {run.First} to {run.Last} encode one category; that is read from Single, not {input.ItemType.Name}.");
            }
            _features.Add(new TreeFeature(width == input.Width ? input.Name : $"{input.Name}[{run.First}..{run.Last}]",
                [.. Enumerable.Range(run.First, width).Select(s => input.SlotNames?[s] ?? $"{s - run.First}")]));
            _places.Add(new Place(index, run.First, width, PlaceKind.OneHot));
        }
        else if (input.IsKey)
        {
            IReadOnlyList<string> keys = input.KeyNames ?? throw new NotSupportedException(
                $"The column '{input.Name}' is a key whose values are not known, so a tree cannot name them; map values to keys by MapValueToKey.");
            _features.Add(new TreeFeature(name, keys));
            _places.Add(new Place(index, run.First, 1, PlaceKind.Key));
        }
        else if (input.ItemType == typeof(bool))
        {
            _features.Add(new TreeFeature(name, ["false", "true"]));
            _places.Add(new Place(index, run.First, 1, PlaceKind.Number));
        }
        else if (input.ItemType.IsPrimitive && input.ItemType != typeof(char))
        {
            _features.Add(new TreeFeature(name));
            _places.Add(new Place(index, run.First, 1, PlaceKind.Number));
        }
        else
        {
            throw new NotSupportedException(
                $"The model reads the column '{input.Name}' of {input.ItemType.Name}; trees ask about numbers, keys and booleans. Give the part of the chain behind the stage that turns it into those.");
        }
    }

    private static float Key(float key) => key == 0 ? float.NaN : key - 1;

    private static float OneHot(ReadOnlySpan<float> values)
    {
        int found = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(values);
        return values[found] > 0 ? found : float.NaN;
    }

    private static float Read(RowColumn column, int row, int slot) => column is RowColumn<bool> booleans
        ? booleans.Row(row)[slot] ? 1 : 0
        : (float)NumberAccess.Read(column, row, slot);

    private static void Write(RowColumn column, int row, int slot, float value)
    {
        if (column is RowColumn<bool> booleans)
        {
            booleans.Row(row)[slot] = value > 0;
        }
        else
        {
            NumberAccess.Write([value], column, row, slot);
        }
    }

    private enum PlaceKind
    {
        Number,
        Key,
        OneHot,
    }

    private readonly record struct Place(int Input, int Slot, int Width, PlaceKind Kind);
}
