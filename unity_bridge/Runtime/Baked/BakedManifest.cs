using System;
using System.Collections.Generic;
using UnityEngine;

namespace Moodvox {
    /// <summary>manifest.json of baked lines, see Documentation~/baked.md. Role: its shape, as
    /// JsonUtility reads and writes it.</summary>
    [Serializable]
    public sealed class BakedManifest {
        public const int Version = 1;

        /// <summary>0 in a file that does not say: JsonUtility leaves what it does not find.</summary>
        public int format;
        public List<BakedLine> lines = new List<BakedLine>();

        /// <summary>null if it is of another version, or no manifest.</summary>
        public static BakedManifest Parse(string json) {
            try {
                BakedManifest manifest = JsonUtility.FromJson<BakedManifest>(json);
                return manifest != null && manifest.format == Version ? manifest : null;
            } catch (ArgumentException) {
                return null;
            }
        }
    }

    /// <summary>One WAV and what is heard in it.</summary>
    [Serializable]
    public sealed class BakedLine {
        public string character = "";
        /// <summary>With its tags, as Say gets it.</summary>
        public string text = "";
        /// <summary>Beside the manifest.</summary>
        public string file = "";
        /// <summary>Of all that the sound depends on: an equal one need not be baked again.</summary>
        public string fingerprint = "";
        public int sample_rate_hz;
        public long samples;
        public List<BakedMark> marks = new List<BakedMark>();
        public List<BakedMood> moods = new List<BakedMood>();
    }

    [Serializable]
    public sealed class BakedMark {
        /// <summary>"word", "phoneme" or "viseme".</summary>
        public string kind = "";
        public string text = "";
        public long first_sample;
        public long samples;
        public int start;
        public int end;
    }

    [Serializable]
    public sealed class BakedMood {
        public long first_sample;
        public List<MoodWeight> mood = new List<MoodWeight>();
    }
}
