using UnityEngine;

namespace Moodvox {
    /// <summary>Where a sidecar can run. Role: the one place that knows platforms.</summary>
    static class PlatformSupport {
        public static bool CanRun {
            get {
                switch (Application.platform) {
                    case RuntimePlatform.WindowsPlayer:
                    case RuntimePlatform.WindowsEditor:
                    case RuntimePlatform.OSXPlayer:
                    case RuntimePlatform.OSXEditor:
                    case RuntimePlatform.LinuxPlayer:
                    case RuntimePlatform.LinuxEditor:
                        return true;
                }
                return false;
            }
        }
    }
}
