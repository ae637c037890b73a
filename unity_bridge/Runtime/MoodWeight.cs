using System;
using System.Collections.Generic;
using Moodvox.Protocol;
using UnityEngine;

namespace Moodvox {
    /// <summary>One emotion and how much of it. Role: a row in the inspector.</summary>
    [Serializable]
    public struct MoodWeight {
        public string emotion;
        [Range(0f, 1f)] public float weight;

        /// <summary>null if there are none.</summary>
        public static Weights ToWeights(List<MoodWeight> rows) {
            if (rows == null || rows.Count == 0) return null;
            var weights = new Weights();
            foreach (MoodWeight row in rows)
                if (!string.IsNullOrEmpty(row.emotion) && row.weight > 0f) weights.Add(row.emotion, row.weight);
            return weights;
        }
    }
}
