namespace MLNet.Interpret.Tests.LocalSurrogates.Text;

/// <summary>A tree that asks whether words are in a text, grown best split first by Gini impurity.</summary>
internal sealed class WordTree
{
    private readonly Node _root;

    /// <summary>Grows a tree.</summary>
    /// <param name="texts">The words of each text, and its label.</param>
    /// <param name="splits">The number of questions.</param>
    public WordTree(IReadOnlyList<(HashSet<string> Words, bool Label)> texts, int splits)
    {
        string[] words = [.. texts.SelectMany(t => t.Words).GroupBy(w => w).Where(g => g.Count() >= 5).Select(g => g.Key).Order(StringComparer.Ordinal)];
        _root = new Node(texts, words);
        List<Node> leaves = [_root];
        for (int i = 0; i < splits; i++)
        {
            Node best = leaves.MaxBy(l => l.Gain)!;
            leaves.Remove(best);
            leaves.AddRange(best.Split(words));
        }
    }

    /// <summary>The share of texts like this one that have the label.</summary>
    public double Score(HashSet<string> words) => Leaf(words, []).Share;

    /// <summary>The words of a text that the tree meets in it.</summary>
    public HashSet<string> Met(HashSet<string> words)
    {
        HashSet<string> met = [];
        Leaf(words, met);
        return met;
    }

    private Node Leaf(HashSet<string> words, HashSet<string> met)
    {
        Node node = _root;
        while (node.Present is not null)
        {
            bool present = words.Contains(node.Word);
            if (present)
            {
                met.Add(node.Word);
            }
            node = present ? node.Present : node.Absent!;
        }
        return node;
    }

    private sealed class Node
    {
        private readonly IReadOnlyList<(HashSet<string> Words, bool Label)> _texts;

        public Node(IReadOnlyList<(HashSet<string> Words, bool Label)> texts, string[] words)
        {
            _texts = texts;
            Share = texts.Count(t => t.Label) / (double)texts.Count;
            foreach (string word in words)
            {
                int present = 0, labelled = 0;
                foreach (var (own, label) in texts)
                {
                    if (own.Contains(word))
                    {
                        present++;
                        labelled += label ? 1 : 0;
                    }
                }
                double gain = Impurity(texts.Count, Share * texts.Count) - Impurity(present, labelled) - Impurity(texts.Count - present, Share * texts.Count - labelled);
                if (present > 0 && present < texts.Count && gain > Gain)
                {
                    (Gain, Word) = (gain, word);
                }
            }
        }

        public double Share { get; }

        public double Gain { get; }

        public string Word { get; } = "";

        public Node? Present { get; private set; }

        public Node? Absent { get; private set; }

        public Node[] Split(string[] words)
        {
            Present = new Node([.. _texts.Where(t => t.Words.Contains(Word))], words);
            Absent = new Node([.. _texts.Where(t => !t.Words.Contains(Word))], words);
            return [Present, Absent];
        }

        private static double Impurity(double count, double labelled) => count > 0 ? 2 * labelled * (count - labelled) / count : 0;
    }
}
