namespace MLNet.Interpret.Onnx;

/// <summary>Puts nodes in an order in which each comes after those that it depends on.</summary>
internal static class NodeOrder
{
    public static void Sort(OnnxModel model, string name)
    {
        Dictionary<string, OnnxNode?> producers = [];
        foreach (string given in model.Inputs.Select(i => i.Name).Concat(model.Initializers.Keys))
        {
            producers[given] = null;
        }
        foreach (OnnxNode node in model.Nodes)
        {
            foreach (string output in node.Outputs)
            {
                producers[output] = node;
            }
        }
        foreach (ValueInfo output in model.Outputs)
        {
            if (!producers.ContainsKey(output.Name))
            {
                throw new InvalidDataException($"'{name}' has the output '{output.Name}', which no node of it gives; export the model again.");
            }
        }

        List<OnnxNode> sorted = new(model.Nodes.Count);
        Dictionary<OnnxNode, bool> done = [];
        foreach (OnnxNode node in model.Nodes)
        {
            Place(node, producers, done, sorted, name);
        }
        model.Nodes.Clear();
        model.Nodes.AddRange(sorted);
    }

    /// <summary>Places a node after all that it depends on; not recursive, since networks are thousands of nodes deep.</summary>
    private static void Place(OnnxNode last, Dictionary<string, OnnxNode?> producers, Dictionary<OnnxNode, bool> done, List<OnnxNode> sorted, string name)
    {
        Stack<OnnxNode> waiting = new([last]);
        while (waiting.TryPeek(out OnnxNode? node))
        {
            if (done.TryGetValue(node, out bool placed) && placed)
            {
                waiting.Pop();
                continue;
            }
            bool opened = !done.TryAdd(node, false);
            int before = waiting.Count;
            foreach (string input in node.AllInputs)
            {
                if (input.Length == 0)
                {
                    continue;
                }
                if (!producers.TryGetValue(input, out OnnxNode? producer))
                {
                    throw new InvalidDataException($"{node.Label} of '{name}' takes the value '{input}', which nothing in the model gives; export the model again.");
                }
                if (producer is null || done.TryGetValue(producer, out bool ready) && ready)
                {
                    continue;
                }
                if (opened)
                {
                    throw new InvalidDataException($"{node.Label} of '{name}' depends on itself, through '{input}'; ONNX graphs have no cycles, so the file is damaged.");
                }
                waiting.Push(producer);
            }
            if (waiting.Count == before)
            {
                waiting.Pop();
                done[node] = true;
                sorted.Add(node);
            }
        }
    }
}
