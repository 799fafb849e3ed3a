using MLNet.Interpret.Scoring;

namespace MLNet.Interpret.LocalSurrogates;

/// <summary>Which features the rows of a model have, and where.</summary>
public sealed class TabularLayout
{
    internal TabularLayout(IReadOnlyList<ScorerInput> inputs, IReadOnlyList<TabularFeature> features)
    {
        Inputs = inputs;
        Features = features;
        HasFixedValues = inputs.Sum(i => i.Width) > features.Sum(f => f.Width);
        ColumnOf = [.. features.Select(f => inputs.Index().First(i => i.Item.Name == f.Column).Index)];
    }

    /// <summary>The columns that the model reads.</summary>
    public IReadOnlyList<ScorerInput> Inputs { get; }

    /// <summary>The features.</summary>
    public IReadOnlyList<TabularFeature> Features { get; }

    /// <summary>Whether the model reads values that belong to no feature: they stay as they are in the row.</summary>
    public bool HasFixedValues { get; }

    /// <summary>The column of each feature, among the inputs.</summary>
    internal int[] ColumnOf { get; }

    /// <summary>Finds the features of what a model reads.</summary>
    /// <param name="scorer">The model.</param>
    /// <param name="columns">The columns whose values are features; null for all.</param>
    /// <param name="categorical">Columns or features (by slot name) of numbers that stand for categories.</param>
    /// <param name="groups">Runs of values of a column that together encode one category, beyond those that the column notes itself.</param>
    /// <exception cref="ArgumentException">There is no such column or feature, or runs overlap.</exception>
    public static TabularLayout Of(
        IScorer scorer, IReadOnlyCollection<string>? columns = null, IReadOnlyCollection<string>? categorical = null,
        IReadOnlyDictionary<string, IReadOnlyList<(int First, int Last)>>? groups = null)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        foreach (string name in (columns ?? []).Concat(groups?.Keys ?? []))
        {
            if (!scorer.Inputs.Any(i => i.Name == name))
            {
                throw new ArgumentException($"The model reads no column '{name}'; it reads: {string.Join(", ", scorer.Inputs.Select(i => i.Name))}.");
            }
        }
        List<TabularFeature> features = [];
        HashSet<string> asked = [.. categorical ?? []], found = [];
        foreach (ScorerInput input in scorer.Inputs)
        {
            if (columns is null || columns.Contains(input.Name))
            {
                AddFeatures(input, groups?.GetValueOrDefault(input.Name) ?? [], asked, found, features);
            }
        }
        if (asked.Except(found).FirstOrDefault() is { } unknown)
        {
            throw new ArgumentException($"There is no column or feature '{unknown}' to take as categorical; the features are: {string.Join(", ", features.Select(f => f.Name))}.");
        }
        return features.Count > 0 ? new TabularLayout(scorer.Inputs, features) : throw new ArgumentException("No feature is left to explain.");
    }

    internal void Save(BinaryWriter writer)
    {
        writer.Write(Features.Count);
        foreach (TabularFeature feature in Features)
        {
            writer.Write(feature.Name);
            writer.Write(feature.Column);
            writer.Write(feature.Slot);
            writer.Write(feature.Width);
            writer.Write(feature.IsCategorical);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote, for a model that reads the same columns.</summary>
    internal static TabularLayout Load(BinaryReader reader, IReadOnlyList<ScorerInput> inputs)
    {
        TabularFeature[] features = new TabularFeature[reader.ReadInt32()];
        for (int j = 0; j < features.Length; j++)
        {
            features[j] = new TabularFeature(reader.ReadString(), reader.ReadString(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadBoolean());
        }
        return new TabularLayout(inputs, features);
    }

    private static void AddFeatures(ScorerInput input, IReadOnlyList<(int First, int Last)> groups, HashSet<string> asked, HashSet<string> found, List<TabularFeature> features)
    {
        bool isNumber = !input.IsKey && input.ItemType != typeof(bool) && input.ItemType != typeof(ReadOnlyMemory<char>);
        bool columnAsked = asked.Contains(input.Name);
        if (columnAsked)
        {
            found.Add(input.Name);
        }
        (int First, int Last)[] runs = [.. groups, .. input.CategoricalRanges.Where(r => !groups.Any(g => g.First <= r.Last && r.First <= g.Last))];
        Array.Sort(runs, (a, b) => a.First.CompareTo(b.First));
        int next = 0;
        for (int slot = 0; slot < input.Width;)
        {
            if (next < runs.Length && runs[next].First <= slot)
            {
                (int first, int last) = runs[next++];
                if (first < slot || last < first || last >= input.Width)
                {
                    throw new ArgumentException($"The run of values {first} to {last} of the column '{input.Name}' overlaps another or leaves the {input.Width} values of a row.");
                }
                features.Add(new TabularFeature(GroupName(input, first, last), input.Name, first, last - first + 1, IsCategorical: true));
                slot = last + 1;
                continue;
            }
            string name = input.SlotNames?[slot] is { Length: > 0 } known ? known : input.Width == 1 ? input.Name : $"{input.Name}[{slot}]";
            if (asked.Contains(name))
            {
                found.Add(name);
            }
            features.Add(new TabularFeature(name, input.Name, slot, 1, !isNumber || columnAsked || asked.Contains(name)));
            slot++;
        }
    }

    private static string GroupName(ScorerInput input, int first, int last)
    {
        if (first == 0 && last == input.Width - 1)
        {
            return input.Name;
        }
        if (input.SlotNames is { } names)
        {
            string prefix = names[first];
            for (int i = first + 1; i <= last; i++)
            {
                int same = 0;
                while (same < prefix.Length && same < names[i].Length && prefix[same] == names[i][same])
                {
                    same++;
                }
                prefix = prefix[..same];
            }
            if (prefix.TrimEnd('.', '_', '=', ' ', ':') is { Length: > 0 } common)
            {
                return common;
            }
        }
        return $"{input.Name}[{first}..{last}]";
    }
}
