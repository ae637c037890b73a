// Stand-ins for what the package uses of UnityEngine: signatures to compile against, and just
// enough behaviour for the tests of lifetime. Never shipped.
using System;
using System.Collections;
using System.Collections.Generic;

namespace UnityEngine {
    public class Object {
        public string name { get; set; } = "";
        public HideFlags hideFlags { get; set; }
        public static void DontDestroyOnLoad(Object what) { }
        public static void Destroy(Object what) { }
        public static void DestroyImmediate(Object what) { }
        public static T Instantiate<T>(T what) where T : Object => what;
        public static T FindObjectOfType<T>() where T : Object => null;
        public static T FindFirstObjectByType<T>() where T : Object => null;
    }

    [Flags] public enum HideFlags { None = 0, HideInHierarchy = 1, DontSave = 52, HideAndDontSave = 61 }

    public class ScriptableObject : Object {
        public static T CreateInstance<T>() where T : ScriptableObject => (T)Activator.CreateInstance(typeof(T), true);
    }

    public class Component : Object {
        public GameObject gameObject { get; internal set; }
        public Transform transform => gameObject.transform;
        public T GetComponent<T>() => gameObject.GetComponent<T>();
        public T GetComponentInParent<T>() => gameObject.GetComponent<T>();
        public T[] GetComponentsInChildren<T>() => new T[0];
    }

    public class Behaviour : Component {
        public bool enabled { get; set; } = true;
        public bool isActiveAndEnabled => enabled;
    }

    public class MonoBehaviour : Behaviour {
        public Coroutine StartCoroutine(IEnumerator steps) => null;
        public void StopAllCoroutines() { }
    }

    public sealed class Coroutine { }

    public abstract class CustomYieldInstruction : IEnumerator {
        public abstract bool keepWaiting { get; }
        public object Current => null;
        public bool MoveNext() => keepWaiting;
        public virtual void Reset() { }
    }

    public sealed class WaitForSeconds { public WaitForSeconds(float seconds) { } }

    public sealed class GameObject : Object {
        readonly List<Component> _components = new List<Component>();
        public Transform transform { get; }
        public GameObject(string name = "") {
            this.name = name;
            transform = new Transform { gameObject = this };
        }
        public T AddComponent<T>() where T : Component {
            var made = (T)Activator.CreateInstance(typeof(T), true);
            made.gameObject = this;
            made.name = name;
            _components.Add(made);
            return made;
        }
        public T GetComponent<T>() {
            foreach (Component one in _components)
                if (one is T) return (T)(object)one;
            return default(T);
        }
        public static GameObject CreatePrimitive(PrimitiveType type) => new GameObject(type.ToString());
    }

    public enum PrimitiveType { Sphere, Capsule, Cylinder, Cube, Plane, Quad }

    public sealed class Transform : Component {
        public Vector3 position { get; set; }
        public Vector3 localScale { get; set; }
        public void SetParent(Transform parent, bool stays = true) { }
    }

    public struct Vector3 {
        public float x, y, z;
        public Vector3(float x, float y, float z) { this.x = x; this.y = y; this.z = z; }
        public static float Distance(Vector3 a, Vector3 b) => (float)Math.Sqrt((a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) + (a.z - b.z) * (a.z - b.z));
    }

    public struct Vector2 { public float x, y; }

    public struct Color {
        public float r, g, b, a;
        public Color(float r, float g, float b, float a = 1f) { this.r = r; this.g = g; this.b = b; this.a = a; }
        public static Color white => new Color(1, 1, 1);
        public static Color Lerp(Color from, Color to, float t) => to;
    }

    public struct Rect { public Rect(float x, float y, float width, float height) { } }

    public sealed class Material : Object { public Color color { get; set; } }
    public class Renderer : Component { public Material material { get; set; } = new Material(); }
    public sealed class Mesh : Object { public int blendShapeCount => 0; public string GetBlendShapeName(int index) => ""; }
    public sealed class SkinnedMeshRenderer : Renderer {
        public Mesh sharedMesh { get; set; } = new Mesh();
        public void SetBlendShapeWeight(int index, float value) { }
    }

    public sealed class AudioClip : Object {
        public int samples { get; private set; }
        public int channels { get; private set; }
        public int frequency { get; private set; }
        public static AudioClip Create(string name, int lengthSamples, int channels, int frequency, bool stream) =>
            new AudioClip { name = name, samples = lengthSamples, channels = channels, frequency = frequency };
        public delegate void PCMReaderCallback(float[] data);
        public delegate void PCMSetPositionCallback(int position);
        public PCMReaderCallback Reader;
        public static AudioClip Create(string name, int lengthSamples, int channels, int frequency, bool stream, PCMReaderCallback reader, PCMSetPositionCallback position) {
            AudioClip clip = Create(name, lengthSamples, channels, frequency, stream);
            clip.Reader = reader;
            return clip;
        }
        public float[] Data;
        public bool SetData(float[] data, int offset) { Data = data; return true; }
        public bool GetData(float[] data, int offset) {
            if (Data != null) System.Array.Copy(Data, offset, data, 0, data.Length);
            return Data != null;
        }
    }

    public sealed class AudioSource : Behaviour {
        public AudioClip clip { get; set; }
        public bool loop { get; set; }
        public bool playOnAwake { get; set; }
        public float pitch { get; set; } = 1f;
        public float spatialBlend { get; set; }
        public float dopplerLevel { get; set; }
        public int timeSamples { get; set; }
        public bool isPlaying { get; set; }
        public void Play() { isPlaying = true; timeSamples = 0; }
        public void Stop() { isPlaying = false; }
    }

    public sealed class AudioListener : Behaviour { }

    public static class AudioSettings {
        public delegate void AudioConfigurationChangeHandler(bool deviceWasChanged);
        public static event AudioConfigurationChangeHandler OnAudioConfigurationChanged { add { } remove { } }
        public static int outputSampleRate { get; set; } = 48000;
    }

    public enum RuntimePlatform { OSXEditor, OSXPlayer, WindowsPlayer, WindowsEditor, IPhonePlayer, Android, LinuxPlayer, LinuxEditor, WebGLPlayer }

    public static class Application {
        public static RuntimePlatform platform { get; set; } = RuntimePlatform.LinuxEditor;
        public static string streamingAssetsPath { get; set; } = "StreamingAssets";
        public static string dataPath => System.IO.Path.GetFullPath("Assets");
        public static string unityVersion => "6000.1";
        public static bool isPlaying { get; set; } = true;
        public static event Action quitting;
        public static void Quit() { quitting?.Invoke(); }
    }

    public static class Debug {
        public static readonly List<string> Said = new List<string>();
        public static void Log(object what, Object about = null) { Said.Add("" + what); }
        public static void LogWarning(object what, Object about = null) { Said.Add("" + what); }
        public static void LogError(object what, Object about = null) { Said.Add("" + what); }
        public static void LogException(Exception what) { Said.Add("" + what); }
    }

    public static class Mathf {
        public static int Min(int a, int b) => Math.Min(a, b);
        public static float Min(float a, float b) => Math.Min(a, b);
        public static float Max(float a, float b) => Math.Max(a, b);
        public static float Clamp01(float value) => Math.Max(0f, Math.Min(1f, value));
        public static float Exp(float value) => (float)Math.Exp(value);
    }

    public static class Time { public static float deltaTime => 0.016f; public static float time => 0f; }
    public sealed class TextAsset : Object { public string text { get; set; } = ""; }

    public struct Keyframe {
        public float time { get; set; }
        public float value { get; set; }
        public Keyframe(float time, float value) : this() { this.time = time; this.value = value; }
    }
    public sealed class AnimationCurve {
        public Keyframe[] keys { get; set; }
        public AnimationCurve(params Keyframe[] keys) { this.keys = keys; }
        public static AnimationCurve Linear(float fromTime, float fromValue, float toTime, float toValue) =>
            new AnimationCurve(new Keyframe(fromTime, fromValue), new Keyframe(toTime, toValue));
        /// <summary>Straight between the keys.</summary>
        public float Evaluate(float time) {
            for (int i = 1; i < keys.Length; i++)
                if (time <= keys[i].time) return keys[i - 1].value + (keys[i].value - keys[i - 1].value) * (time - keys[i - 1].time) / (keys[i].time - keys[i - 1].time);
            return keys[keys.Length - 1].value;
        }
    }

    public sealed class GUIContent { public GUIContent(string text) { } }
    public sealed class GUIStyle {
        public GUIStyle() { }
        public GUIStyle(GUIStyle other) { }
        public bool richText { get; set; }
        public bool wordWrap { get; set; }
        public int fontSize { get; set; }
    }
    public sealed class GUISkin : Object { public GUIStyle label => new GUIStyle(); }
    public sealed class GUILayoutOption { }
    public static class GUI {
        public static bool enabled { get; set; }
        public static GUISkin skin => new GUISkin();
        public static void Label(Rect at, string text, GUIStyle style) { }
        public static bool Button(Rect at, string text) => false;
    }
    public static class GUILayout {
        public static bool Button(string text, params GUILayoutOption[] options) => false;
        public static void Label(string text, params GUILayoutOption[] options) { }
        public static GUILayoutOption Width(float width) => null;
        public static GUILayoutOption MinHeight(float height) => null;
    }
    public static class Screen { public static int width => 0; public static int height => 0; }

    public class PropertyAttribute : Attribute { }
    [AttributeUsage(AttributeTargets.Field)] public sealed class SerializeField : Attribute { }
    [AttributeUsage(AttributeTargets.Field)] public sealed class RangeAttribute : PropertyAttribute { public RangeAttribute(float min, float max) { } }
    [AttributeUsage(AttributeTargets.Field)] public sealed class TooltipAttribute : PropertyAttribute { public TooltipAttribute(string text) { } }
    [AttributeUsage(AttributeTargets.Class)] public sealed class CreateAssetMenuAttribute : Attribute { public string menuName { get; set; } public string fileName { get; set; } }
    [AttributeUsage(AttributeTargets.Class)] public sealed class AddComponentMenu : Attribute { public AddComponentMenu(string name) { } }
    [AttributeUsage(AttributeTargets.Class)] public sealed class RequireComponent : Attribute { public RequireComponent(Type type) { } }
    [AttributeUsage(AttributeTargets.Class)] public sealed class DefaultExecutionOrder : Attribute { public DefaultExecutionOrder(int order) { } }
    public enum RuntimeInitializeLoadType { AfterSceneLoad, BeforeSceneLoad, AfterAssembliesLoaded, BeforeSplashScreen, SubsystemRegistration }
    [AttributeUsage(AttributeTargets.Method)] public sealed class RuntimeInitializeOnLoadMethodAttribute : Attribute { public RuntimeInitializeOnLoadMethodAttribute(RuntimeInitializeLoadType type) { } }
}

namespace UnityEngine.Events {
    public class UnityEventBase { public int GetPersistentEventCount() => 0; }
    public class UnityEvent<T> : UnityEventBase {
        Action<T> _listeners;
        public void AddListener(Action<T> listener) { _listeners += listener; }
        public void Invoke(T value) { _listeners?.Invoke(value); }
    }
}
