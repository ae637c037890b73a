using UnityEditor;

namespace Moodvox.Editor {
    /// <summary>Ends every client where the editor changes what runs. Role: no sidecar outlives
    /// its domain, its play session or the editor; in edit mode it ticks too. The main thread.</summary>
    [InitializeOnLoad]
    static class EditorLifetime {
        static EditorLifetime() {
            AssemblyReloadEvents.beforeAssemblyReload += MoodvoxLifetime.CloseAll;
            EditorApplication.quitting += MoodvoxLifetime.CloseAll;
            EditorApplication.playModeStateChanged += OnPlayMode;
            EditorApplication.update += OnUpdate;
        }

        static void OnPlayMode(PlayModeStateChange change) {
            if (change == PlayModeStateChange.ExitingEditMode || change == PlayModeStateChange.ExitingPlayMode) MoodvoxLifetime.CloseAll();
            if (change == PlayModeStateChange.EnteredEditMode) MoodvoxLifetime.Begin();
        }

        static void OnUpdate() {
            if (!EditorApplication.isPlaying) MoodvoxLifetime.Tick();
        }
    }
}
