using System.Collections.Generic;
using Moodvox.Protocol;

namespace Moodvox {
    /// <summary>Visemes as ARKit blend shapes. Role: the sidecar's own table if it was reached; for
    /// baked lines the same one as it stood when this package was made. The main thread.</summary>
    static class ArkitShapes {
        static readonly Dictionary<string, Dictionary<string, float>> Bundled = new Dictionary<string, Dictionary<string, float>> {
            { "sil", new Dictionary<string, float> {  } },
            { "PP", new Dictionary<string, float> { { "mouthClose", 0.25f }, { "mouthPressLeft", 0.6f }, { "mouthPressRight", 0.6f }, { "mouthRollLower", 0.3f }, { "mouthRollUpper", 0.3f }, { "jawOpen", 0.05f } } },
            { "FF", new Dictionary<string, float> { { "mouthRollLower", 0.55f }, { "mouthUpperUpLeft", 0.25f }, { "mouthUpperUpRight", 0.25f }, { "mouthShrugUpper", 0.2f }, { "jawOpen", 0.08f } } },
            { "TH", new Dictionary<string, float> { { "jawOpen", 0.15f }, { "tongueOut", 0.4f }, { "mouthLowerDownLeft", 0.2f }, { "mouthLowerDownRight", 0.2f } } },
            { "DD", new Dictionary<string, float> { { "jawOpen", 0.15f }, { "mouthLowerDownLeft", 0.25f }, { "mouthLowerDownRight", 0.25f }, { "mouthShrugUpper", 0.1f } } },
            { "kk", new Dictionary<string, float> { { "jawOpen", 0.2f }, { "mouthStretchLeft", 0.15f }, { "mouthStretchRight", 0.15f }, { "mouthLowerDownLeft", 0.15f }, { "mouthLowerDownRight", 0.15f } } },
            { "CH", new Dictionary<string, float> { { "mouthFunnel", 0.55f }, { "mouthPucker", 0.25f }, { "jawOpen", 0.12f }, { "mouthShrugLower", 0.2f } } },
            { "SS", new Dictionary<string, float> { { "mouthStretchLeft", 0.3f }, { "mouthStretchRight", 0.3f }, { "mouthSmileLeft", 0.15f }, { "mouthSmileRight", 0.15f }, { "mouthLowerDownLeft", 0.2f }, { "mouthLowerDownRight", 0.2f }, { "jawOpen", 0.04f } } },
            { "nn", new Dictionary<string, float> { { "jawOpen", 0.12f }, { "mouthLowerDownLeft", 0.2f }, { "mouthLowerDownRight", 0.2f }, { "mouthStretchLeft", 0.1f }, { "mouthStretchRight", 0.1f } } },
            { "RR", new Dictionary<string, float> { { "mouthPucker", 0.35f }, { "mouthFunnel", 0.3f }, { "jawOpen", 0.12f } } },
            { "aa", new Dictionary<string, float> { { "jawOpen", 0.6f }, { "mouthLowerDownLeft", 0.3f }, { "mouthLowerDownRight", 0.3f }, { "mouthUpperUpLeft", 0.1f }, { "mouthUpperUpRight", 0.1f } } },
            { "E", new Dictionary<string, float> { { "jawOpen", 0.35f }, { "mouthStretchLeft", 0.25f }, { "mouthStretchRight", 0.25f }, { "mouthSmileLeft", 0.2f }, { "mouthSmileRight", 0.2f } } },
            { "ih", new Dictionary<string, float> { { "jawOpen", 0.2f }, { "mouthSmileLeft", 0.35f }, { "mouthSmileRight", 0.35f }, { "mouthStretchLeft", 0.2f }, { "mouthStretchRight", 0.2f } } },
            { "oh", new Dictionary<string, float> { { "jawOpen", 0.4f }, { "mouthFunnel", 0.5f }, { "mouthPucker", 0.2f } } },
            { "ou", new Dictionary<string, float> { { "jawOpen", 0.2f }, { "mouthPucker", 0.65f }, { "mouthFunnel", 0.3f } } },
        };
        static readonly Dictionary<string, float> None = new Dictionary<string, float>();

        public static IEnumerable<KeyValuePair<string, float>> Of(string viseme, MoodvoxConnection connection) {
            Ready ready = connection == null ? null : connection.Ready;
            Dictionary<string, double> told;
            if (ready != null && ready.Arkit.TryGetValue(viseme, out told)) return Told(told);
            Dictionary<string, float> shapes;
            return Bundled.TryGetValue(viseme, out shapes) ? shapes : None;
        }

        static IEnumerable<KeyValuePair<string, float>> Told(Dictionary<string, double> shapes) {
            foreach (KeyValuePair<string, double> shape in shapes) yield return new KeyValuePair<string, float>(shape.Key, (float)shape.Value);
        }
    }
}
