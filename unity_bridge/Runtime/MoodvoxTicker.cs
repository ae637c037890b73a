using UnityEngine;

namespace Moodvox {
    /// <summary>An object that nobody sees. Role: calls MoodvoxLifetime.Tick while the game
    /// plays; in edit mode the editor does. The main thread.</summary>
    [AddComponentMenu("")]
    [DefaultExecutionOrder(1000)]
    sealed class MoodvoxTicker : MonoBehaviour {
        static MoodvoxTicker _one;

        public static void Ensure() {
            if (_one != null || !Application.isPlaying) return;
            var holder = new GameObject("Moodvox") { hideFlags = HideFlags.HideInHierarchy | HideFlags.DontSave };
            DontDestroyOnLoad(holder);
            _one = holder.AddComponent<MoodvoxTicker>();
        }

        void Update() {
            MoodvoxLifetime.Tick();
        }
    }
}
