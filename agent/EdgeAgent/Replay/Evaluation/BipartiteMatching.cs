namespace EdgeAgent.Replay.Evaluation;

/// <summary>Maximum matching between two sets (Hopcroft and Karp, SIAM J. Comput. 2, 1973): as many pairs as can be, no member in two.</summary>
internal static class BipartiteMatching
{
    private const int None = -1;

    /// <summary>Matches.</summary>
    /// <param name="edges">For each member of the first set, the members of the second that it may be paired with.</param>
    /// <param name="rightCount">Size of the second set.</param>
    /// <returns>For each member of the first set its partner, or -1.</returns>
    public static int[] Match(IReadOnlyList<IReadOnlyList<int>> edges, int rightCount)
    {
        var partner = new int[edges.Count];
        var owner = new int[rightCount];
        Array.Fill(partner, None);
        Array.Fill(owner, None);
        var layer = new int[edges.Count];
        var next = new int[edges.Count];
        while (Layer(edges, partner, owner, layer))
        {
            Array.Clear(next);
            for (var left = 0; left < edges.Count; left++)
                if (partner[left] == None) Augment(left, edges, partner, owner, layer, next);
        }
        return partner;
    }

    // Breadth first over alternating paths from every free member; true when one ends at a free partner.
    private static bool Layer(IReadOnlyList<IReadOnlyList<int>> edges, int[] partner, int[] owner, int[] layer)
    {
        var queue = new Queue<int>();
        for (var left = 0; left < edges.Count; left++)
        {
            layer[left] = partner[left] == None ? 0 : int.MaxValue;
            if (partner[left] == None) queue.Enqueue(left);
        }
        var found = false;
        while (queue.TryDequeue(out var left))
            foreach (var right in edges[left])
            {
                var holder = owner[right];
                if (holder == None) found = true;
                else if (layer[holder] == int.MaxValue)
                {
                    layer[holder] = layer[left] + 1;
                    queue.Enqueue(holder);
                }
            }
        return found;
    }

    // Depth first along the layers, on a stack of our own: a path may be as long as the set.
    private static void Augment(int root, IReadOnlyList<IReadOnlyList<int>> edges, int[] partner, int[] owner, int[] layer, int[] next)
    {
        var path = new Stack<int>();
        path.Push(root);
        while (path.TryPeek(out var left))
        {
            if (next[left] == edges[left].Count)
            {
                layer[left] = int.MaxValue;
                path.Pop();
                continue;
            }
            var holder = owner[edges[left][next[left]]];
            if (holder == None)
            {
                // Turn the whole path round, from its end: each member takes the partner that it was looking at.
                foreach (var member in path)
                {
                    var taken = edges[member][next[member]];
                    partner[member] = taken;
                    owner[taken] = member;
                }
                return;
            }
            if (layer[holder] == layer[left] + 1) path.Push(holder);
            else next[left]++;
        }
    }
}
