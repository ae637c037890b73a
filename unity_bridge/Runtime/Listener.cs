using UnityEngine;

namespace Moodvox {
    /// <summary>Who hears: the scene's AudioListener, looked for again when it has gone. The main
    /// thread.</summary>
    static class Listener {
        static AudioListener _one;

        public static AudioListener Current {
            get {
                if (_one != null && _one.isActiveAndEnabled) return _one;
#if UNITY_2023_1_OR_NEWER
                _one = Object.FindFirstObjectByType<AudioListener>();
#else
                _one = Object.FindObjectOfType<AudioListener>();
#endif
                return _one;
            }
        }
    }
}
