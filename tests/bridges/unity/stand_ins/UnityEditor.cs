// Stand-ins for what the package uses of UnityEditor: signatures to compile against. Never shipped.
using System;
using System.Collections.Generic;
using System.IO;
using UnityEngine;

namespace UnityEditor {
    [AttributeUsage(AttributeTargets.Class)] public sealed class InitializeOnLoadAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.Method)] public sealed class MenuItem : Attribute { public MenuItem(string path) { } }
    [AttributeUsage(AttributeTargets.Class)] public sealed class CustomEditor : Attribute { public CustomEditor(Type type) { } }
    [AttributeUsage(AttributeTargets.Class)] public sealed class CanEditMultipleObjects : Attribute { }

    public static class AssemblyReloadEvents {
        public delegate void AssemblyReloadCallback();
        public static event AssemblyReloadCallback beforeAssemblyReload { add { } remove { } }
    }

    public enum PlayModeStateChange { EnteredEditMode, ExitingEditMode, EnteredPlayMode, ExitingPlayMode }

    public static class EditorApplication {
        public delegate void CallbackFunction();
        public static CallbackFunction update;
        public static event Action quitting { add { } remove { } }
        public static event Action<PlayModeStateChange> playModeStateChanged { add { } remove { } }
        public static bool isPlaying { get; set; }
        static readonly System.Diagnostics.Stopwatch Clock = System.Diagnostics.Stopwatch.StartNew();
        public static double timeSinceStartup => Clock.Elapsed.TotalSeconds;
    }

    public class Editor : ScriptableObject {
        public UnityEngine.Object target => null;
        public virtual void OnInspectorGUI() { }
        public bool DrawDefaultInspector() => true;
    }

    public class EditorWindow : ScriptableObject {
        public static T GetWindow<T>(string title) where T : EditorWindow => null;
        public void Repaint() { }
        public void ShowNotification(GUIContent content) { }
    }

    public enum MessageType { None, Info, Warning, Error }

    public static class EditorStyles { public static GUIStyle label => new GUIStyle(); }

    public static class EditorGUI {
        public static void BeginChangeCheck() { }
        public static bool EndChangeCheck() => false;
        public static void ProgressBar(Rect at, float value, string text) { }
    }

    public static class EditorGUILayout {
        public static Vector2 BeginScrollView(Vector2 scroll, params GUILayoutOption[] options) => scroll;
        public static void EndScrollView() { }
        public static void BeginHorizontal(params GUILayoutOption[] options) { }
        public static void EndHorizontal() { }
        public static void Space() { }
        public static UnityEngine.Object ObjectField(string label, UnityEngine.Object value, Type type, bool scene, params GUILayoutOption[] options) => value;
        public static void HelpBox(string text, MessageType type) { }
        public static void LabelField(string label, string text, params GUILayoutOption[] options) { }
        public static void LabelField(string label, GUIStyle style, params GUILayoutOption[] options) { }
        public static void LabelField(string label, params GUILayoutOption[] options) { }
        public static string TextField(string label, string text, params GUILayoutOption[] options) => text;
        public static string TextArea(string text, params GUILayoutOption[] options) => text;
        public static int Popup(string label, int at, string[] choices, params GUILayoutOption[] options) => at;
        public static float Slider(string label, float value, float least, float most, params GUILayoutOption[] options) => value;
        public static bool Toggle(string label, bool value, params GUILayoutOption[] options) => value;
        public static AnimationCurve CurveField(string label, AnimationCurve curve, params GUILayoutOption[] options) => curve;
        public static Rect GetControlRect(params GUILayoutOption[] options) => new Rect();
    }

    public static class EditorUtility {
        public static string OpenFilePanel(string title, string folder, string extension) => "";
        public static string OpenFolderPanel(string title, string folder, string name) => "";
        public static void SetDirty(UnityEngine.Object what) { }
    }

    public static class EditorUserSettings {
        public static string GetConfigValue(string name) => null;
        public static void SetConfigValue(string name, string value) { }
    }

    public static class AssetDatabase {
        public static readonly Dictionary<string, UnityEngine.Object> Made = new Dictionary<string, UnityEngine.Object>();
        public static string[] FindAssets(string filter) => new string[0];
        public static void Refresh() { }
        public static void SaveAssets() { }
        public static string GetAssetPath(UnityEngine.Object what) {
            foreach (KeyValuePair<string, UnityEngine.Object> made in Made)
                if (made.Value == what) return made.Key;
            return "";
        }
        public static void CreateAsset(UnityEngine.Object what, string path) { Made[path] = what; }

        /// <summary>WAV and JSON files are "imported" when they are asked for.</summary>
        public static T LoadAssetAtPath<T>(string path) where T : UnityEngine.Object {
            UnityEngine.Object asset = null;
            if (typeof(T) == typeof(TextAsset) && File.Exists(path)) asset = new TextAsset { text = File.ReadAllText(path) };
            else if (typeof(T) == typeof(AudioClip) && File.Exists(path)) {
                byte[] wav = File.ReadAllBytes(path);
                asset = AudioClip.Create(path, BitConverter.ToInt32(wav, 40) / 2, 1, BitConverter.ToInt32(wav, 24), false);
            } else Made.TryGetValue(path, out asset);
            return (T)asset;
        }
    }

    public sealed class AudioImporter { }

    /// <summary>What Unity keeps to itself: a loudspeaker that reads a stream ahead, as a player does.</summary>
    static class AudioUtil {
        public static AudioClip Playing;
        public static double FirstSoundS = -1.0;
        public static readonly List<float> Heard = new List<float>();
        public static void PlayPreviewClip(AudioClip clip, int from, bool loop) {
            Playing = clip;
            Heard.Clear();
            Read();
        }
        public static void Read() {
            if (Playing == null) return;
            var data = new float[1024];
            if (Playing.Reader != null) Playing.Reader(data);
            else if (Heard.Count == 0) data = Playing.Data;
            else return;
            Heard.AddRange(data);
            if (FirstSoundS < 0.0 && Array.Exists(data, sample => sample != 0f)) FirstSoundS = EditorApplication.timeSinceStartup;
        }
        public static void StopAllPreviewClips() { Playing = null; }
    }
    public enum BuildTarget { StandaloneOSX, StandaloneWindows, StandaloneWindows64, StandaloneLinux64, iOS, Android, WebGL }
}

namespace UnityEditor.Build {
    public interface IOrderedCallback { int callbackOrder { get; } }
    public interface IPostprocessBuildWithReport : IOrderedCallback { void OnPostprocessBuild(Reporting.BuildReport report); }
}

namespace UnityEditor.Build.Reporting {
    public struct BuildSummary { public BuildTarget platform => BuildTarget.StandaloneLinux64; public string outputPath => ""; }
    public sealed class BuildReport : UnityEngine.Object { public BuildSummary summary => new BuildSummary(); }
}
